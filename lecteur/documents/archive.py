"""Ouvrir une archive (DOCX, ODT) sans se laisser surprendre : taille vraie, nombre d'entrées, XML sans entités."""

import io
import zipfile
import zlib
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lecteur.documents.erreurs import PieceIllisible

DECOMPRESSE_MAX = 150_000_000
ENTREES_MAX = 5_000
PARTIE_MAX = 60_000_000
_REDEMANDER = "Redemandez le fichier, ou ouvrez-le dans un traitement de texte et enregistrez-le de nouveau."


class Archive:
    """Une archive bornée. Lève `PieceIllisible` si elle est abîmée, chiffrée, ou démesurée une fois ouverte."""

    def __init__(self, contenu: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(contenu))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as erreur:
            raise abime() from erreur
        entrees = self._zip.infolist()
        total = sum(e.file_size for e in entrees)
        if total > DECOMPRESSE_MAX or len(entrees) > ENTREES_MAX:
            raise PieceIllisible(
                f"Une fois décompressé, ce fichier occuperait {total // 1_000_000} Mo.",
                f"Enregistrez-le sans ses images ({DECOMPRESSE_MAX // 1_000_000} Mo au plus une fois ouvert).",
            )
        self.noms = frozenset(self._zip.namelist())
        self.octets_de_xml = sum(e.file_size for e in entrees if e.filename.endswith(".xml"))

    def lire(self, nom: str) -> bytes:
        """Les octets d'une entrée ; lève `PieceIllisible` si elle manque ou si sa taille annoncée mentait."""
        try:
            with self._zip.open(nom) as partie:
                octets = partie.read(PARTIE_MAX + 1)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError) as erreur:
            raise abime() from erreur
        except RuntimeError as erreur:  # zipfile : entrée chiffrée
            raise mot_de_passe("Ce document") from erreur
        if len(octets) > PARTIE_MAX:
            raise PieceIllisible("Le texte de ce document est démesuré.", "Découpez-le et déposez la partie utile.")
        return octets

    def xml(self, nom: str) -> Any:
        """La racine XML d'une entrée ; les entités et les DTD sont refusées."""
        try:
            return ElementTree.fromstring(self.lire(nom), forbid_dtd=True)
        except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError) as erreur:
            raise abime() from erreur


def abime() -> PieceIllisible:
    return PieceIllisible("Ce document est tronqué ou abîmé (transfert interrompu ?).", _REDEMANDER)


def mot_de_passe(quoi: str) -> PieceIllisible:
    return PieceIllisible(
        f"{quoi} est protégé par un mot de passe : il ne peut pas être lu.",
        "Ouvrez-le, retirez le mot de passe, enregistrez-le, puis déposez-le de nouveau.",
    )
