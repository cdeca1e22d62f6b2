"""Le processus qui lit : il se borne, lit ce qu'on lui demande, et le dit en trames sur sa sortie.

`python -m clauses.fond.socle.a_part.enfant FD` ; la demande arrive sur l'entrée, le fichier par le descripteur FD.
"""

import ctypes
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from clauses.fond.socle.a_part.trames import Genre, ecrire

_MORT_DU_PARENT = 1  # PR_SET_PDEATHSIG


class Demande(NamedTuple):
    """`lecture(flux, *arguments)` ; `suivre` : elle prend en dernier de quoi dire son avancement ; `au_fil` : elle rend
    ses éléments un à un. `refus` : les exceptions qui disent pourquoi elle refuse. Octets et secondes."""

    lecture: Callable[..., Any]
    arguments: tuple[Any, ...]
    refus: tuple[type[Exception], ...]
    au_fil: bool
    suivre: bool
    memoire: int = 0
    calcul: int = 0


def executer(demande: Demande, flux: BinaryIO, sortie: BinaryIO) -> None:
    """Lit, et dit tout sur la sortie : ce qui est lu, ou pourquoi rien ne l'est."""
    try:
        arguments = demande.arguments
        if demande.suivre:
            arguments = (*arguments, lambda fait, total: _suivre(sortie, fait, total))
        rendu = demande.lecture(flux, *arguments)
        if demande.au_fil:
            _au_fil(rendu, sortie)
        else:
            ecrire(sortie, Genre.RESULTAT, rendu)
        ecrire(sortie, Genre.FIN)
    except demande.refus as refus:
        ecrire(sortie, Genre.REFUS, (type(refus), refus.args, refus.__dict__))
    except MemoryError:
        ecrire(sortie, Genre.MEMOIRE)
    except Exception as erreur:  # le chemin de la faute, jamais ce que le fichier disait
        ecrire(sortie, Genre.ERREUR, "".join(traceback.format_tb(erreur.__traceback__)) + type(erreur).__name__)


def _au_fil(elements: Iterator[object], sortie: BinaryIO) -> None:
    for element in elements:
        ecrire(sortie, Genre.ELEMENT, element)


def _suivre(sortie: BinaryIO, fait: int, total: int) -> None:
    ecrire(sortie, Genre.SUIVI, (fait, total))
    sortie.flush()


def _se_borner(memoire: int, calcul: int) -> None:
    """La mémoire, le calcul, aucun fichier écrit ; et mourir avec qui a demandé la lecture."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (calcul, calcul + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_MORT_DU_PARENT, signal.SIGKILL)


def principal() -> None:
    sys.setrecursionlimit(1_000)
    demande: Demande = pickle.load(sys.stdin.buffer)
    sortie = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1 << 16)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # ce qu'une bibliothèque écrirait ne se mêle pas aux trames
    _se_borner(demande.memoire, demande.calcul)
    with os.fdopen(int(sys.argv[1]), "rb") as flux, sortie:
        executer(demande, flux, sortie)


if __name__ == "__main__":
    principal()
