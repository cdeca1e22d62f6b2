"""Le même geste, fait plusieurs fois à la fois, chacun dans sa transaction."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def en_meme_temps(nombre: int, geste: Callable[[], R]) -> list[R]:
    """Ce que rend chaque appel, tous partis ensemble. Pour un test en `transaction=True`."""
    depart = threading.Barrier(nombre)

    def jouer() -> R:
        depart.wait()
        try:
            return geste()
        finally:
            connection.close()

    with ThreadPoolExecutor(nombre) as fils:
        return [fil.result() for fil in [fils.submit(jouer) for _ in range(nombre)]]
