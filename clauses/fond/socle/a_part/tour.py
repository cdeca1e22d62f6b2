"""Une seule lecture à la fois sur la machine : la mémoire du site et de ses lectures reste bornée, quel que soit le
nombre de dépôts."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from clauses.fond.socle.a_part.limites import Limites
from clauses.fond.socle.a_part.raisons import Refuser

_ENTRE_DEUX_ESSAIS = 0.05  # secondes


@contextmanager
def a_son_tour(limites: Limites, nom: str, refuser: Refuser) -> Iterator[None]:
    """Attend que personne ne lise. Le verrou meurt avec qui le tient."""
    if limites.verrou is None:
        yield
        return
    limites.verrou.parent.mkdir(parents=True, exist_ok=True)
    with limites.verrou.open("wb") as verrou:
        fin = time.monotonic() + limites.attente
        while not _pris(verrou.fileno()):
            if time.monotonic() > fin:
                raise refuser(nom, "d'autres fichiers se lisent en ce moment.", "Le redéposer dans une minute.")
            time.sleep(_ENTRE_DEUX_ESSAIS)
        yield


def _pris(descripteur: int) -> bool:
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
