"""Le même geste, fait à la fois par plusieurs, chacun dans sa transaction. Pour un test en `transaction=True`."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

R = TypeVar("R")


def en_meme_temps(nombre: int, geste: Callable[[], R]) -> list[R]:
    """Ce que rend chaque appel, tous partis ensemble."""
    depart = threading.Barrier(nombre)

    def jouer() -> R:
        depart.wait()
        return geste()

    with ThreadPoolExecutor(nombre) as fils:
        return [fil.result() for fil in [fils.submit(_sur_sa_connexion, jouer) for _ in range(nombre)]]


def pendant(premier: Callable[[], object], second: Callable[[], R]) -> R:
    """Ce que rend `second`, joué quand `premier` a écrit et n'a pas encore validé : il contrôle sans rien voir, puis
    attend. `premier` valide dès que `second` attend (ou a fini)."""
    ecrit, fini = threading.Event(), threading.Event()

    def tenir() -> None:
        try:
            with transaction.atomic():
                premier()
                ecrit.set()
                while not fini.is_set() and not _quelqu_un_attend():
                    time.sleep(0.01)
        finally:
            ecrit.set()

    with ThreadPoolExecutor(1) as fils:
        tenu = fils.submit(_sur_sa_connexion, tenir)
        ecrit.wait()
        try:
            return second()
        finally:
            fini.set()
            tenu.result()


def _quelqu_un_attend() -> bool:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(curseur.fetchone()[0])


def _sur_sa_connexion(geste: Callable[[], R]) -> R:
    try:
        return geste()
    finally:
        connection.close()
