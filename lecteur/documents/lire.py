"""D'un fichier au texte de l'extraction, avec ce que l'écran montrera : titres, lieux, avertissements."""

import re
from dataclasses import dataclass, field

from lecteur.documents.archive import Archive, abime
from lecteur.documents.docx import lire_docx
from lecteur.documents.erreurs import PieceIllisible
from lecteur.documents.morceaux import Brut, Lieu, Morceau
from lecteur.documents.nature import Nature, reconnaitre
from lecteur.documents.odt import lire_odt
from lecteur.documents.pdf import Suivi, compter_les_pages, lire_pdf
from lecteur.documents.texte_nu import lire_texte_nu
from lecteur.extraction.constats import Paragraphe, Texte
from regles.typographie import nombre, typographie

TAILLE_MAX = 30_000_000  # octets
# Ce qui se lit : un dossier de 500 pages fait 1,5 million de caractères et 25 000 lignes.
CARACTERES_MAX, LIGNES_MAX = 1_500_000, 30_000
XML_PAR_OCTET_LU = 12  # octets de XML pour un octet de texte, dans un document de traitement de texte
_ARTICLE = re.compile(
    r"(?:article|chapitre|annexe|titre)\s+[\dIVXLC]+|\d{1,2}(?:\.\d{1,2}){0,4}\s*[-–—.)]?\s+[A-ZÀ-Ý]", re.I
)
_TITRE_COURT = 120
_LIGNES = re.compile(r"[ \t]*\n\s*")
_ESPACES = re.compile(r"[ \t]{2,}|\t")


@dataclass(frozen=True)
class DocumentLu:
    """Une pièce lue. `titres` : pour chaque paragraphe (par numéro), le titre sous lequel il se trouve ; `lieux` :
    où il est, quand ce n'est pas le corps. `pages` : leur nombre, si le format le dit."""

    texte: Texte
    nature: Nature
    pages: int | None = None
    avertissements: tuple[str, ...] = ()
    titres: dict[int, str] = field(default_factory=dict)
    lieux: dict[int, str] = field(default_factory=dict)


def lire(contenu: bytes, nom: str) -> Texte:
    """Le texte d'une pièce, pour l'extraction. Lève `PieceIllisible`, qui dit quoi faire."""
    return ouvrir(contenu, nom).texte


def ouvrir(contenu: bytes, nom: str, suivre: Suivi = lambda fait, total: None) -> DocumentLu:
    """La pièce lue, quel que soit son nom : seule compte la nature du contenu. `suivre(page, total)` : l'avancement.

    Lève `PieceIllisible` : trop lourde, d'un format que l'on ne lit pas, abîmée, chiffrée, ou sans texte.
    """
    if len(contenu) > TAILLE_MAX:
        raise PieceIllisible(
            f"« {nom} » pèse {len(contenu) // 1_000_000} Mo.",
            f"Déposez la pièce sans ses images, ou la partie utile ({TAILLE_MAX // 1_000_000} Mo au plus).",
        )
    nature = reconnaitre(contenu)
    try:
        brut = _lire(contenu, nature, suivre)
    except (RecursionError, ValueError, OverflowError) as erreur:  # tableaux emboîtés sans fin, nombres impossibles
        raise abime() from erreur
    if not any(m.lieu != Lieu.ENTETE for m in brut.morceaux):
        raise PieceIllisible("Ce document ne contient aucun texte.", "Vérifiez que c'est le bon fichier.")
    caracteres, lignes = sum(len(m.texte) for m in brut.morceaux), len(brut.morceaux)
    if caracteres > CARACTERES_MAX or lignes > LIGNES_MAX:
        raise PieceIllisible(
            f"« {nom} » a {nombre(caracteres)} caractères en {nombre(lignes)} lignes, pour {nombre(CARACTERES_MAX)} et "
            f"{nombre(LIGNES_MAX)} au plus.",
            "Déposez la partie qui porte la clause d'insertion (le cahier des clauses administratives, en général).",
        )
    return _document(brut, nature)


def longueur(contenu: bytes) -> int:
    """Le nombre de pages d'un PDF, sans le lire ; 0 pour tout le reste."""
    return compter_les_pages(contenu) if b"%PDF-" in contenu[:1100] else 0


def octets_a_lire(contenu: bytes) -> int:
    """Ce qu'il y a de texte, à peu près, sans le lire ; 0 pour un PDF (compté en pages) ou une archive abîmée."""
    if contenu.startswith(b"PK"):
        try:
            return Archive(contenu).octets_de_xml // XML_PAR_OCTET_LU
        except PieceIllisible:
            return 0
    return 0 if b"%PDF-" in contenu[:1100] else len(contenu)


def _lire(contenu: bytes, nature: Nature, suivre: Suivi) -> Brut:
    if nature == Nature.PDF:
        return lire_pdf(contenu, suivre)
    if nature == Nature.DOCX:
        return lire_docx(Archive(contenu))
    if nature == Nature.ODT:
        return lire_odt(Archive(contenu))
    return lire_texte_nu(contenu)


def _document(brut: Brut, nature: Nature) -> DocumentLu:
    paragraphes, titres, lieux, titre = [], {}, {}, ""
    for numero, morceau in enumerate(brut.morceaux, 1):
        texte = _ESPACES.sub(" ", _LIGNES.sub(" ", morceau.texte))
        paragraphes.append(Paragraphe(texte, morceau.page, numero, dans_tableau=morceau.lieu == Lieu.TABLEAU))
        if _est_un_titre(morceau, texte):
            titre = texte
        if morceau.lieu == Lieu.ENTETE:
            titre = ""
        if titre:
            titres[numero] = titre
        if morceau.lieu not in (Lieu.CORPS, Lieu.TITRE):
            lieux[numero] = str(morceau.lieu)
    avertissements = tuple(typographie(phrase) for phrase in brut.avertissements)
    return DocumentLu(Texte(tuple(paragraphes)), nature, brut.pages, avertissements, titres, lieux)


def _est_un_titre(morceau: Morceau, texte: str) -> bool:
    if morceau.lieu == Lieu.TITRE:
        return True
    est_court = len(texte) <= _TITRE_COURT and not texte.endswith((".", ";", ":", ","))
    return morceau.lieu == Lieu.CORPS and est_court and bool(_ARTICLE.match(texte))
