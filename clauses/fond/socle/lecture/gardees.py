"""Les cases d'un classeur, serrées : à parcourir sans garder le classeur ouvert, et à ranger à côté du fichier pour
n'avoir pas à l'ouvrir une seconde fois.

Ce que dit le fichier, rien de ce qu'on en a pensé. Rangées, elles ne servent que pour les mêmes octets, les mêmes
attentes et le même lecteur (`cle_de`) ; sinon, le fichier se relit. Une colonne tient en deux parts, ses valeurs
différentes et le rang de chacune : un classeur répète ses noms, ses mois et ses heures.
"""

import datetime as dt
import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from .entetes import Attentes

RANGEMENT = 2  # à changer avec la façon de ranger, de choisir la feuille ou de refuser un classeur
LECTEUR = f"{RANGEMENT} {version('python-calamine')} {sys.byteorder}"
_BLOC = 1_000  # lignes serrées d'un coup
_SANS_EGAUX = frozenset({str, dt.date, dt.datetime, dt.time, dt.timedelta})  # 1, 1.0 et True sont égaux ; eux, non
_TEMPS: dict[str, Callable[[Any], object]] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda duree: dt.timedelta(*duree),
}


def cle_de(flux: BinaryIO, attentes: Attentes, feuille: str | None) -> str:
    """Ce à quoi des cases rangées sont liées : le lecteur, ce que l'on cherche, les octets du fichier."""
    flux.seek(0)
    empreinte = hashlib.sha256(repr((LECTEUR, feuille, attentes)).encode())
    while bloc := flux.read(1 << 20):
        empreinte.update(bloc)
    return empreinte.hexdigest()


class Colonne(NamedTuple):
    """Les valeurs différentes d'une colonne, dans l'ordre où elles viennent, et le rang de chaque case."""

    valeurs: list[object]
    rangs: "array[int]"


class Cases(NamedTuple):
    """Les lignes d'une feuille, vides comprises, toutes de même largeur."""

    cle: str
    feuille: str
    colonnes: list[Colonne]

    def rangees(self) -> Iterator[Sequence[object]]:
        return zip(*(map(c.valeurs.__getitem__, c.rangs) for c in self.colonnes), strict=True)

    def en_octets(self) -> bytes:
        entete = {"cle": self.cle, "feuille": self.feuille, "valeurs": [c.valeurs for c in self.colonnes]}
        morceaux = [json.dumps(entete, default=_en_json).encode(), b"\n", *(c.rangs.tobytes() for c in self.colonnes)]
        return zlib.compress(b"".join(morceaux), 1)


class _Places(dict[object, int]):
    """Le rang de chaque valeur, donné la première fois qu'on la voit."""

    def __missing__(self, valeur: object) -> int:
        self[valeur] = rang = len(self)
        return rang


def serrer(cle: str, feuille: str, rangees: Iterator[Sequence[object]]) -> Cases:
    places: list[_Places] = []
    rangs: list[array[int]] = []
    while bloc := list(islice(rangees, _BLOC)):
        if not places:
            places, rangs = [_Places() for _ in bloc[0]], [array("I") for _ in bloc[0]]
        for vues, suite, cases in zip(places, rangs, zip(*bloc, strict=True), strict=True):
            suite.extend(map(vues.__getitem__, _distinctes(cases)))
    valeurs = ([vue[0] if isinstance(vue, tuple) else vue for vue in vues] for vues in places)
    return Cases(cle, feuille, list(map(Colonne, valeurs, rangs)))


def _distinctes(cases: Sequence[object]) -> Iterable[object]:
    """Ces cases ; avec leur écriture, si deux valeurs égales peuvent y être différentes."""
    return cases if _SANS_EGAUX.issuperset(map(type, cases)) else zip(cases, map(repr, cases), strict=True)


def reprendre(octets: bytes, cle: str) -> Cases | None:
    """Les cases rangées, si ce sont bien celles-là ; sinon rien, et le fichier est à relire."""
    try:
        entete, _, suite = zlib.decompress(octets).partition(b"\n")
    except zlib.error:
        return None
    lues = json.loads(entete, object_hook=_de_json)
    if lues["cle"] != cle:
        return None
    taille = len(suite) // max(1, len(lues["valeurs"]))
    morceaux = (suite[debut : debut + taille] for debut in range(0, len(suite), max(1, taille)))
    return Cases(
        cle, lues["feuille"], [Colonne(v, array("I", m)) for v, m in zip(lues["valeurs"], morceaux, strict=True)]
    )


def _en_json(valeur: object) -> dict[str, object]:
    if isinstance(valeur, dt.timedelta):
        return {"timedelta": [valeur.days, valeur.seconds, valeur.microseconds]}
    assert isinstance(valeur, dt.date | dt.time), type(valeur)
    return {type(valeur).__name__: valeur.isoformat()}


def _de_json(objet: dict[str, Any]) -> object:
    if len(objet) != 1:
        return objet
    ((sorte, valeur),) = objet.items()
    return _TEMPS[sorte](valeur)
