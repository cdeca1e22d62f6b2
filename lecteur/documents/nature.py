"""Reconnaître une pièce à son contenu, jamais à son nom ; refuser le reste en disant quoi faire."""

from enum import Enum

from lecteur.documents.archive import Archive, mot_de_passe
from lecteur.documents.erreurs import PieceIllisible

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EN_DOCX = "Ouvrez-le dans un traitement de texte, enregistrez-le au format .docx (ou PDF), puis déposez-le."
_LISIBLES = "Déposez la pièce au format .docx, .odt ou PDF."
_AUTRES = (
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM"),
        "Ce fichier est une image : aucun texte à lire.",
        "Demandez la pièce dans son format d'origine (.docx ou PDF avec du texte).",
    ),
    ((b"{\\rtf",), "C'est un document RTF.", _EN_DOCX),
    (
        (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b"),
        "C'est une archive compressée.",
        "Ouvrez-la et déposez les pièces qu'elle contient.",
    ),
)


class Nature(Enum):
    DOCX = "DOCX"
    ODT = "ODT"
    PDF = "PDF"
    TEXTE = "texte"


def reconnaitre(contenu: bytes) -> Nature:
    """La nature de la pièce ; lève `PieceIllisible` pour ce que l'on ne sait pas lire."""
    debut = contenu[:2048]
    if not contenu.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise PieceIllisible("Ce fichier est vide.", "Vérifiez que c'est le bon fichier.")
    if b"%PDF-" in debut[:1100]:
        return Nature.PDF
    if debut.startswith(b"PK"):
        return _nature_zip(contenu)
    if debut.startswith(_OLE):
        raise _refus_ole(contenu)
    for signatures, message, remede in _AUTRES:
        if debut.startswith(signatures):
            raise PieceIllisible(message, remede)
    _verifier_texte(debut)
    return Nature.TEXTE


def _nature_zip(contenu: bytes) -> Nature:
    archive = Archive(contenu)
    if any(n.startswith("word/") for n in archive.noms):
        return Nature.DOCX
    mime = archive.lire("mimetype")[:100] if "mimetype" in archive.noms else b""
    if b"opendocument.text" in mime:
        return Nature.ODT
    if any(n.startswith(("xl/", "ppt/")) for n in archive.noms) or b"opendocument" in mime:
        raise PieceIllisible("C'est un tableur ou un diaporama, pas une pièce rédigée.", _LISIBLES)
    raise PieceIllisible("C'est une archive .zip.", "Ouvrez-la et déposez les pièces qu'elle contient.")


def _refus_ole(contenu: bytes) -> PieceIllisible:
    """L'ancien conteneur de Microsoft : un .doc, ou un .docx chiffré."""
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return mot_de_passe("Ce document")
    if "WordDocument".encode("utf-16-le") in contenu:
        return PieceIllisible("C'est un ancien document Word (.doc), un format que l'on ne lit pas.", _EN_DOCX)
    return PieceIllisible("C'est un document Office d'un ancien format.", _LISIBLES)


def _verifier_texte(debut: bytes) -> None:
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    tete = debut.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if tete.startswith((b"<!doctype html", b"<html", b"<?xml", b"mime-version:", b"<head")):
        raise PieceIllisible("C'est une page web ou un fichier XML, pas une pièce rédigée.", _EN_DOCX)
    commandes = sum(o < 32 and o not in (9, 10, 12, 13) for o in debut)
    if commandes * 100 > len(debut):
        raise PieceIllisible("Le format de ce fichier n'est pas reconnu.", _LISIBLES)
