"""Lire un DOCX revenu de Word : le vérifier, puis en tirer le texte, ligne à ligne."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from clauses.avant.redaction.document import ENTRE_CASES, PUCE
from clauses.fond.socle import a_part, documents_surs
from regles.typographie import typographie

TAILLE_MAX = 10_000_000
CORPS = "word/document.xml"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class FichierRefuse(ValueError):
    """Un fichier qui n'est pas un DOCX sûr ; le message dit pourquoi et que faire."""


def lire(contenu: bytes, nom: str = "Ce fichier") -> str:
    """Le texte du DOCX, une ligne par paragraphe ou par ligne de tableau, lu à part. Lève `FichierRefuse`."""
    if not contenu:
        raise FichierRefuse("Le fichier est vide.")
    if len(contenu) > TAILLE_MAX:
        raise FichierRefuse(f"Le fichier pèse plus de {TAILLE_MAX // 1_000_000}\u202fMo\u00a0: retirez-en les images.")
    return a_part.lire(_lire, contenu, nom=nom, refuser=_refuser, attendus=(FichierRefuse,))


def _refuser(nom: str, message: str, remede: str) -> FichierRefuse:
    return FichierRefuse(typographie(f"{nom} : {message} {remede}"))


def _lire(flux: BinaryIO) -> str:
    contenu = flux.read()
    _verifier_l_archive(contenu)
    try:
        fichier = docx.Document(BytesIO(contenu))
        return "\n".join(ligne for ligne in _lignes(fichier) if ligne.strip())
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as erreur:
        raise FichierRefuse(
            "Word ne pourrait pas ouvrir ce fichier\u00a0: il est abîmé. Enregistrez-le de nouveau."
        ) from erreur


def _verifier_l_archive(contenu: bytes) -> None:
    """Une archive DOCX, sûre à rendre à d'autres."""
    try:
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            noms = {nom.lower() for nom in archive.namelist()}
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace") if CORPS in noms else ""
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError) as erreur:
        raise FichierRefuse(
            "Ce fichier n'est pas un document Word (.docx)\u00a0: enregistrez-le sous ce format, sans mot de passe."
        ) from erreur
    try:
        documents_surs.examiner(BytesIO(contenu))
    except documents_surs.DocumentRefuse as refus:
        raise FichierRefuse(refus.message) from refus
    if _DOCX not in types:
        raise FichierRefuse("Ce fichier n'est pas un document Word (.docx)\u00a0: enregistrez-le sous ce format.")


def _lignes(fichier: Any) -> Iterator[str]:
    for element in fichier.iter_inner_content():
        if isinstance(element, Paragraph):
            yield _ligne(element)
        elif isinstance(element, Table):
            yield from (ENTRE_CASES.join(_cases(rangee)) for rangee in element.rows)


def _ligne(paragraphe: Paragraph) -> str:
    style = (paragraphe.style.name or "") if paragraphe.style is not None else ""
    return f"{PUCE}{paragraphe.text}" if style.startswith("List") and paragraphe.text.strip() else paragraphe.text


def _cases(rangee: Any) -> list[str]:
    """Une case fusionnée revient autant de fois qu'elle a de colonnes : elle ne se lit qu'une."""
    vues, textes = set(), []
    for case in rangee.cells:
        if case._tc not in vues:
            vues.add(case._tc)
            textes.append(case.text.replace("\n", " "))
    return textes
