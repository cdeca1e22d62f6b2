"""Reconnaître un fichier à son contenu, et refuser ce qui n'est pas un tableau."""

import enum
import zipfile
from typing import BinaryIO

from .erreurs import FichierIllisible

_REMEDE_TABLEUR = "L'ouvrir dans un tableur et l'enregistrer au format .xlsx ou .csv."
_REMEDE_RENVOI = "Redemander le fichier, ou l'ouvrir dans un tableur et l'enregistrer de nouveau."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLOC = 1 << 20
ENTREES_MAX = 5_000

_SIGNATURES = (
    (b"%PDF", "c'est un document PDF"),
    (b"\x89PNG", "c'est une image"),
    (b"\xff\xd8\xff", "c'est une image"),
    (b"GIF8", "c'est une image"),
    (b"II*\x00", "c'est une image"),
    (b"MM\x00*", "c'est une image"),
    (b"{\\rtf", "c'est un document de traitement de texte (RTF)"),
    (b"\x1f\x8b", "c'est une archive compressée"),
    (b"7z\xbc\xaf", "c'est une archive compressée"),
    (b"Rar!", "c'est une archive compressée"),
    (b"SQLite format 3", "c'est une base de données"),
    (b"PAR1", "c'est un fichier Parquet"),
)


class Nature(enum.Enum):
    """Ce que le contenu révèle."""

    CLASSEUR = "classeur"
    TEXTE = "texte"


def reconnaitre(flux: BinaryIO, nom: str, *, taille_decompressee_max: int) -> Nature:
    """Classeur ou texte ; lève `FichierIllisible` pour tout le reste. Replace le flux au début."""
    flux.seek(0)
    debut = flux.read(8192)
    if not debut.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FichierIllisible(nom, "le fichier est vide.", "Vérifier qu'il s'agit du bon fichier.")
    for signature, quoi in _SIGNATURES:
        if debut.startswith(signature):
            raise FichierIllisible(nom, f"{quoi}, pas un tableau.", "Fournir un fichier .xlsx ou .csv.")
    if debut.startswith(b"PK"):
        _verifier_zip(flux, nom, taille_decompressee_max)
        nature = Nature.CLASSEUR
    elif debut.startswith(_OLE):
        _verifier_ole(flux, nom)
        nature = Nature.CLASSEUR
    else:
        _verifier_texte(debut, nom)
        nature = Nature.TEXTE
    flux.seek(0)
    return nature


def _verifier_zip(flux: BinaryIO, nom: str, taille_max: int) -> None:
    """Un classeur moderne est une archive : entière, d'une taille raisonnable une fois ouverte."""
    try:
        with zipfile.ZipFile(flux) as archive:
            entrees = archive.infolist()
            _verifier_contenu_zip(archive, nom)
            total = sum(e.file_size for e in entrees)
            if len(entrees) > ENTREES_MAX:
                raise FichierIllisible(
                    nom,
                    f"il contient {len(entrees)} fichiers (maximum {ENTREES_MAX}), plus qu'un classeur.",
                    "Le copier dans un classeur neuf, sans image ni objet, et l'enregistrer au format .xlsx.",
                )
            if total > taille_max:
                raise FichierIllisible(
                    nom,
                    f"une fois décompressé, le fichier occuperait {total // 1_000_000} Mo "
                    f"(maximum {taille_max // 1_000_000} Mo).",
                    "Supprimer les feuilles et les colonnes inutiles, ou découper le fichier.",
                )
            # La taille annoncée peut mentir : on décompresse sans rien garder ; la lecture s'arrête à la
            # taille annoncée, et la somme de contrôle dénonce ce qui dépasse ou manque.
            for entree in entrees:
                with archive.open(entree) as partie:
                    while partie.read(_BLOC):
                        pass
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, KeyError) as erreur:
        raise FichierIllisible(
            nom, "le classeur est tronqué ou abîmé (transfert interrompu ?).", _REMEDE_RENVOI
        ) from erreur
    except RuntimeError as erreur:  # zipfile : entrée chiffrée
        raise _mot_de_passe(nom) from erreur
    except Exception as erreur:
        if type(erreur).__module__ == "zlib":
            raise FichierIllisible(nom, "le classeur est abîmé.", _REMEDE_RENVOI) from erreur
        raise


def _verifier_contenu_zip(archive: zipfile.ZipFile, nom: str) -> None:
    noms = archive.namelist()
    if any(n.startswith("xl/") for n in noms):
        return
    mime = archive.read("mimetype")[:100] if "mimetype" in noms else b""
    if b"opendocument.spreadsheet" in mime:
        return
    if any(n.startswith("word/") for n in noms) or b"opendocument.text" in mime:
        quoi = "c'est un document de traitement de texte, pas un tableau."
    elif any(n.startswith("ppt/") for n in noms) or b"opendocument" in mime:
        quoi = "c'est un document de bureautique, pas un tableau."
    else:
        raise FichierIllisible(
            nom, "c'est une archive .zip.", "La décompresser et fournir le tableau qu'elle contient."
        )
    raise FichierIllisible(nom, quoi, "Fournir un fichier .xlsx ou .csv.")


def _mot_de_passe(nom: str) -> FichierIllisible:
    return FichierIllisible(
        nom,
        "le classeur est protégé par un mot de passe.",
        "L'ouvrir, retirer le mot de passe (Fichier, Informations, Protéger le classeur), puis l'enregistrer.",
    )


def _verifier_ole(flux: BinaryIO, nom: str) -> None:
    """L'ancien conteneur de Microsoft : classeur .xls, classeur chiffré, ou document Word."""
    flux.seek(0)
    contenu = flux.read()
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        raise _mot_de_passe(nom)
    if any(n.encode("utf-16-le") in contenu for n in ("Workbook", "Book\x00")):
        return
    if "WordDocument".encode("utf-16-le") in contenu:
        raise FichierIllisible(nom, "c'est un document Word, pas un tableau.", "Fournir un fichier .xlsx ou .csv.")
    raise FichierIllisible(nom, "c'est un document Office que l'on ne sait pas lire.", _REMEDE_TABLEUR)


def _verifier_texte(debut: bytes, nom: str) -> None:
    """Du texte séparé par des virgules ou des points-virgules, et non une page ou des octets quelconques."""
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")) or _a_l_air_utf16(debut):
        return
    tete = debut.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if tete.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise FichierIllisible(nom, "c'est une page web enregistrée sous un nom de tableur.", _REMEDE_TABLEUR)
    if tete.startswith(b"<?xml"):
        raise FichierIllisible(nom, "c'est un fichier XML.", _REMEDE_TABLEUR)
    if tete.startswith((b"{", b'["', b"[{", b"[\n")):
        raise FichierIllisible(nom, "c'est un fichier JSON, pas un tableau.", "Fournir un fichier .xlsx ou .csv.")
    commandes = sum(o < 32 and o not in (9, 10, 12, 13, 27) for o in debut)
    if commandes * 100 > len(debut):
        raise FichierIllisible(
            nom, "le contenu n'est ni un classeur ni du texte.", "Vérifier le fichier, puis le renvoyer."
        )


def _a_l_air_utf16(debut: bytes) -> bool:
    """UTF-16 sans marque : un octet nul sur deux, toujours du même côté."""
    return encodage_utf16(debut) is not None


def encodage_utf16(debut: bytes) -> str | None:
    """« utf-16-le » ou « utf-16-be » pour un texte UTF-16 sans marque, sinon None."""
    moitie = len(debut) // 2
    if moitie < 4:
        return None
    pairs, impairs = debut[0::2].count(0), debut[1::2].count(0)
    if impairs * 10 > moitie * 7 and pairs * 10 < moitie:
        return "utf-16-le"
    if pairs * 10 > moitie * 7 and impairs * 10 < moitie:
        return "utf-16-be"
    return None
