"""Une archive de bureautique (DOCX, ODT, XLSX) que l'on peut rendre à d'autres : ni macro, ni entité, ni modèle
distant, ni chemin qui sort, et d'une taille raisonnable une fois dépliée. S'exécute à part ; rien de Django ici."""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from clauses.fond.socle.erreurs import RefusMetier

DEPLIE_MAX = 80_000_000
ENTREES_MAX = 5_000
MACROS = "Ce document contient des macros\u00a0: enregistrez-le sans elles (.docx, .xlsx ou .odt simple)."
ENTITES = "Ce document déclare des entités, ce qu'aucun logiciel n'écrit\u00a0: il est refusé."
_MACROS = re.compile(r"vbaproject\.bin$|^basic/|^scripts/", re.IGNORECASE)


class DocumentRefuse(RefusMetier):
    """Un document que l'on ne garde pas ; le message dit pourquoi, et que faire."""


def examiner(flux: BinaryIO) -> None:
    """Lève `DocumentRefuse` si l'archive est abîmée, ou piégée."""
    try:
        with zipfile.ZipFile(flux) as archive:
            _mesurer(archive)
            for nom in archive.namelist():
                _examiner_le_nom(nom)
                if nom.lower().endswith((".xml", ".rels")):
                    _examiner_la_partie(nom, archive.read(nom))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError) as erreur:
        raise DocumentRefuse(
            "Ce document est abîmé, ou protégé par un mot de passe\u00a0: enregistrez-le de nouveau, sans mot de passe."
        ) from erreur


def _mesurer(archive: zipfile.ZipFile) -> None:
    entrees = archive.infolist()
    if sum(e.file_size for e in entrees) > DEPLIE_MAX or len(entrees) > ENTREES_MAX:
        raise DocumentRefuse("Ce document se déplie en une masse anormale\u00a0: il est refusé.")


def _examiner_le_nom(nom: str) -> None:
    if nom.startswith("/") or "\\" in nom or ".." in PurePosixPath(nom).parts:
        raise DocumentRefuse("Ce document contient un chemin qui sort de lui, ce qu'aucun logiciel n'écrit.")
    if _MACROS.search(nom):
        raise DocumentRefuse(
            "Ce document contient des macros\u00a0: enregistrez-le sans elles (.docx, .xlsx ou .odt simple)."
        )


def _examiner_la_partie(nom: str, octets: bytes) -> None:
    """Lue en entier, par un vrai lecteur : une entité se déclare où l'on veut, et dans l'encodage que l'on veut."""
    try:
        for _, noeud in iterparse(io.BytesIO(octets), forbid_dtd=True):
            if nom.endswith(".rels") and _est_un_modele_distant(noeud.attrib):
                raise DocumentRefuse(
                    "Ce document s'appuie sur un modèle distant\u00a0: détachez-le du modèle, puis redéposez-le."
                )
            if "macroEnabled" in noeud.get("ContentType", ""):
                raise DocumentRefuse(MACROS)
            noeud.clear()
    except DefusedXmlException as erreur:
        raise DocumentRefuse(
            "Ce document déclare des entités, ce qu'aucun logiciel n'écrit\u00a0: il est refusé."
        ) from erreur
    except (ParseError, ValueError, LookupError) as erreur:
        raise DocumentRefuse("Ce document est abîmé\u00a0: ouvrez-le et enregistrez-le de nouveau.") from erreur


def _est_un_modele_distant(attributs: dict[str, str]) -> bool:
    return attributs.get("TargetMode") == "External" and attributs.get("Type", "").endswith("attachedTemplate")
