"""Le harnais de toutes les suites : voir tests/harnais/."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from config import env
from config.base_de_donnees import dossier_jetable
from tests.harnais import apaisement, ordre, reseau
from tests.harnais.horloge import A_L_HEURE, MAINTENANT
from tests.harnais.navigateurs import NOMS, chemin_du_navigateur

ACCES_A_LA_BASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
SANS_NAVIGATEUR = f"aucun navigateur ({', '.join(NOMS)}, ou CHROMIUM=)"


def pytest_configure(config: pytest.Config) -> None:
    # Avant que xdist ne lance ses processus : ils partagent le même serveur jetable.
    if env.BASE_DE_TEST.lire() is None and not env.DATABASE_URL.lire():
        dossier_jetable()
        config.add_cleanup(_oublier_dossier_vide)


def _oublier_dossier_vide() -> None:
    """Si aucun test n'a touché la base, aucun veilleur n'effacera le dossier."""
    dossier = env.BASE_DE_TEST.lire()
    os.environ.pop(env.BASE_DE_TEST.nom, None)
    if dossier is not None and dossier.is_dir() and not any(dossier.iterdir()):
        dossier.rmdir()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    navigateur = chemin_du_navigateur()
    for item in items:
        if touche_la_base(item):
            item.add_marker("base")
        if item.get_closest_marker("navigateur") and navigateur is None:
            item.add_marker(pytest.mark.skip(reason=SANS_NAVIGATEUR))


def touche_la_base(item: pytest.Item) -> bool:
    """Marque `django_db`, ou l'une des fixtures qui l'entraînent."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(ACCES_A_LA_BASE & fixtures)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    laisses = [r.nodeid for r in terminalreporter.stats.get("skipped", []) if SANS_NAVIGATEUR in str(r.longrepr)]
    if not laisses:
        return
    terminalreporter.section("parcours laissés de côté : aucun navigateur sur cette machine")
    for nom in sorted(laisses):
        terminalreporter.line(f"  {nom}")
    terminalreporter.line("Installez chromium, ou nommez-en un par CHROMIUM=.")


@pytest.fixture(scope="session", autouse=True)
def _harnais() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        ordre.poser(patch)
        reseau.poser(patch)
        yield


@pytest.fixture(autouse=True)
def _horloge(request: pytest.FixtureRequest) -> Iterator[None]:
    if any(request.node.get_closest_marker(nom) for nom in A_L_HEURE):
        yield
        return
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _apaisement(request: pytest.FixtureRequest) -> Iterator[None]:
    """Demande `live_server` d'abord : la base se vide après, une fois le site au repos."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("live_server")
    yield
    apaisement.attendre()


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Dossier des données publiques, hors du dépôt ; le test qui le demande se passe, et le dit, sans lui."""
    dossier = env.DONNEES.lire()
    if dossier is None or not dossier.is_dir():
        pytest.skip("données publiques absentes : donnez leur dossier par CLAUSE_OUVERTE_DONNEES")
    return dossier
