"""Un test qui lance un programme le dit (`processus`) : `make essais` s'en passe, et reste court."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DISENT_LE_LEUR = ("processus", "navigateur")
PERMIS = {"git"}  # répond aussitôt, et ne laisse rien derrière lui
_surveille: list[str] = []  # le test surveillé, s'il y en a un
_permissions: list[object] = []


class ProcessusInterdit(AssertionError):
    """Un test lance un programme sans porter la marque `processus`."""


@contextmanager
def surveiller(item: pytest.Item) -> Iterator[None]:
    """Le temps du test et de ce qui le prépare ; personne n'est surveillé entre deux tests."""
    if not any(item.get_closest_marker(nom) for nom in DISENT_LE_LEUR):
        _surveille[:] = [item.nodeid]
    try:
        yield
    finally:
        _surveille.clear()


@contextmanager
def permettre() -> Iterator[None]:
    """Le temps de lancer la base, que tous les tests partagent. Une fixture peut la rendre bien après le test qui l'a
    prise : chaque permission se retire pour elle seule, et ne remet pas en place ce qu'elle avait trouvé."""
    permission = object()
    _permissions.append(permission)
    try:
        yield
    finally:
        _permissions.remove(permission)


def est_surveille() -> bool:
    """Un test court, et n'a pas le droit de lancer un programme."""
    return bool(_surveille)


def poser(patch: pytest.MonkeyPatch) -> None:
    lancer = subprocess.Popen.__init__

    def lancer_si_permis(processus: Any, args: Any, *autres: Any, **options: Any) -> None:
        programme = Path(str(args if isinstance(args, str | bytes | Path) else args[0])).name
        if _surveille and not _permissions and programme not in PERMIS:
            raise ProcessusInterdit(f"{programme} : un test qui lance un programme porte la marque « processus ».")
        lancer(processus, args, *autres, **options)

    patch.setattr(subprocess.Popen, "__init__", lancer_si_permis)
