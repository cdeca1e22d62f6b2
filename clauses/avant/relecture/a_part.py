"""Lire une pièce ou un avis dans un processus à part : ce qui s'y exécute, et comment on le demande. Rien de Django."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from clauses.avant.relecture import avis
from clauses.fond.socle import a_part
from lecteur import documents
from lecteur.documents import DocumentLu, PieceIllisible

ATTENDUS = (PieceIllisible,)
Suivi = Callable[[int, int], None]


def ouvrir(contenu: bytes, nom: str, suivre: Suivi) -> DocumentLu:
    """La pièce lue. `suivre(page, total)` : l'avancement. Lève `PieceIllisible`."""
    return a_part.lire(_ouvrir, contenu, nom, nom=nom, refuser=_illisible, attendus=ATTENDUS, suivre=suivre)


def mesurer(contenu: bytes, nom: str) -> tuple[int, int]:
    """(pages d'un PDF, octets de texte à lire), sans la lire. Lève `PieceIllisible`."""
    return a_part.lire(_mesurer, contenu, nom=nom, refuser=_illisible, attendus=ATTENDUS)


def textes_de(chemin: Path) -> Iterable[avis.Avis]:
    """Les textes d'un fichier, quel que soit son format : une pièce, ou des avis. Lève `PieceIllisible`."""
    return a_part.parcourir(_textes, chemin, chemin.name, nom=chemin.name, refuser=_illisible, attendus=ATTENDUS)


def _ouvrir(flux: BinaryIO, nom: str, suivre: Suivi) -> DocumentLu:
    return documents.ouvrir(flux.read(), nom, suivre)


def _mesurer(flux: BinaryIO) -> tuple[int, int]:
    contenu = flux.read()
    return documents.longueur(contenu), documents.octets_a_lire(contenu)


def _textes(flux: BinaryIO, nom: str) -> Iterator[avis.Avis]:
    contenu = flux.read()
    if nom.lower().endswith(avis.SUFFIXES):
        yield from avis.lire_avis(contenu, nom)
    else:
        yield avis.Avis(nom, documents.lire(contenu, nom))


def _illisible(nom: str, message: str, remede: str) -> PieceIllisible:
    return PieceIllisible(f"« {nom} » : {message}", remede)
