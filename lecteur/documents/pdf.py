"""Lire un PDF page par page : son texte, jamais ses images. PDFium n'est pas fait pour deux fils à la fois."""

import re
import time
from collections.abc import Callable
from threading import Lock

import pypdfium2
from pypdfium2 import raw

from lecteur.documents.archive import mot_de_passe
from lecteur.documents.erreurs import PieceIllisible
from lecteur.documents.morceaux import Brut
from lecteur.documents.pdf_lignes import Ligne, lignes_de
from lecteur.documents.pdf_paragraphes import en_paragraphes
from regles.typographie import accorder

PAGES_MAX = 1_500
SECONDES_MAX = 120.0
_REDEMANDER = "Redemandez le fichier à celui qui l'a envoyé, puis déposez-le de nouveau."
_UN_SEUL = Lock()
_LETTRES = re.compile(r"[^\W\d_]")
_ETRANGES = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
Suivi = Callable[[int, int], None]


def lire_pdf(contenu: bytes, suivre: Suivi = lambda fait, total: None) -> Brut:
    """Le texte du PDF. `suivre(page, total)` est appelé après chaque page.

    Lève `PieceIllisible` : tronqué, chiffré, démesuré, sans texte (numérisé), ou au texte indéchiffrable.
    """
    if b"%%EOF" not in contenu[-4096:]:
        raise PieceIllisible("Ce PDF est tronqué (transfert interrompu ?).", _REDEMANDER)
    with _UN_SEUL:
        document = _ouvrir(contenu)
        try:
            pages, images = _pages(document, suivre)
            est_formulaire = document.get_formtype() != raw.FORMTYPE_NONE
        except pypdfium2.PdfiumError as erreur:
            raise PieceIllisible("Une page de ce PDF est abîmée.", _REDEMANDER) from erreur
        finally:
            document.close()
    _verifier_le_texte(pages, images)
    brut = en_paragraphes(pages)
    brut.pages = len(pages)
    if images:
        brut.avertissements.append(_pages_images(images))
    if est_formulaire:
        brut.avertissements.append("Ce PDF est un formulaire : ce qui est saisi dans ses champs peut ne pas être lu.")
    return brut


def compter_les_pages(contenu: bytes) -> int:
    """Le nombre de pages, sans rien lire ; 0 si ce n'est pas un PDF que l'on sait ouvrir."""
    with _UN_SEUL:
        try:
            document = pypdfium2.PdfDocument(contenu)
        except pypdfium2.PdfiumError:
            return 0
        pages = len(document)
        document.close()
    return pages


def _ouvrir(contenu: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(contenu)
    except pypdfium2.PdfiumError as erreur:
        if "password" in str(erreur).lower() or "security" in str(erreur).lower():
            raise mot_de_passe("Ce PDF") from erreur
        raise PieceIllisible("Ce PDF est tronqué ou abîmé.", _REDEMANDER) from erreur
    if len(document) > PAGES_MAX or len(document) == 0:
        combien = accorder(len(document), "page")
        document.close()
        raise PieceIllisible(
            f"Ce PDF a {combien}.", f"Déposez la pièce utile seule, {accorder(PAGES_MAX, 'page')} au plus."
        )
    return document


def _pages(document: pypdfium2.PdfDocument, suivre: Suivi) -> tuple[list[list[Ligne]], list[int]]:
    """Les lignes de chaque page, et les pages qui ne portent qu'une image."""
    fin, total = time.monotonic() + SECONDES_MAX, len(document)
    pages, images = [], []
    for rang in range(total):
        if time.monotonic() > fin:
            raise PieceIllisible(
                f"La lecture de ce PDF s'est arrêtée à la page {rang + 1} : elle prenait trop de temps.",
                "Découpez-le et déposez la partie utile.",
            )
        page = document[rang]
        try:
            texte = page.get_textpage()
            lignes = lignes_de(texte, rang + 1)
            texte.close()
            if not lignes and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
                images.append(rang + 1)
        finally:
            page.close()
        pages.append(lignes)
        suivre(rang + 1, total)
    return pages, images


def _verifier_le_texte(pages: list[list[Ligne]], images: list[int]) -> None:
    texte = "".join(ligne.texte for lignes in pages for ligne in lignes)
    lettres = len(_LETTRES.findall(texte))
    # Un numériseur pose parfois un tampon ou un numéro de page : quelques mots ne font pas une pièce.
    if lettres < 20 and images:
        raise PieceIllisible(
            "Ce PDF est une image : aucun texte à lire.",
            "Demandez la pièce dans son format d'origine (.docx, ou PDF enregistré depuis le traitement de texte).",
        )
    if lettres == 0:
        raise PieceIllisible("Ce PDF ne contient aucun texte.", "Vérifiez que c'est le bon fichier.")
    if len(_ETRANGES.findall(texte)) * 5 > len(texte):
        raise PieceIllisible(
            "Le texte de ce PDF est indéchiffrable (ses polices ne disent pas leurs lettres).",
            "Demandez la pièce au format .docx, ou un PDF enregistré de nouveau.",
        )


def _pages_images(images: list[int]) -> str:
    if len(images) == 1:
        return f"La page {images[0]} est une image : elle n'est pas lue."
    montrees = ", ".join(str(n) for n in images[:10]) + ("…" if len(images) > 10 else "")
    return f"{len(images)} pages sont des images (pages {montrees}) : elles ne sont pas lues."
