"""De mauvais fichiers, en grand nombre : ce que le monde envoie, par accident ou exprès.

`python -m tests.hostiles DOSSIER [--graine N]` les écrit, pour les déposer à la main. Chaque famille rend ses fichiers
par leur nom ; la graine change les octets tirés au hasard, jamais la liste.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from tests.hostiles import bureautique, classeurs, echanges, pdf, textes

FAMILLES = (classeurs, textes, echanges, bureautique, pdf)


class Mauvais(NamedTuple):
    """Un mauvais fichier."""

    nom: str
    contenu: bytes


def legers(graine: int = 0) -> Iterator[Mauvais]:
    """Abîmés, trompeurs, mal formés : les lire coûte peu."""
    return (Mauvais(*fichier) for famille in FAMILLES for fichier in famille.fichiers(Random(graine)))


def bombes(graine: int = 0) -> Iterator[Mauvais]:
    """Ceux qui ne se lisent que dans un processus borné."""
    return (Mauvais(*fichier) for famille in FAMILLES for fichier in famille.bombes(Random(graine)))
