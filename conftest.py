"""Le harnais de toutes les suites : voir tests/harnais/."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key

from config import env
from config.base_de_donnees import dossier_jetable
from tests.harnais import apaisement, base, compte_rendu, lectures, navigateurs, ordre, processus, reseau
from tests.harnais.horloge import A_L_HEURE, MAINTENANT
from tests.harnais.visite import Visite, visiter

ACCES_A_LA_BASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
SANS_NAVIGATEUR = f"aucun navigateur ({', '.join(navigateurs.NOMS)}, ou CHROMIUM=)"
# Du plus long au plus court : deux processus finissent ensemble quand il ne leur reste que de petits tests.
RANGS = (("tests/parcours/", "navigateur"), ("", "navigateur"), ("", "processus"), ("tests/", "base"), ("", "base"))

# Une machine chargée met deux cents millisecondes à ce qu'elle fait d'ordinaire en deux : le temps d'un exemple ne
# prouve rien. Un échec dit de quoi se rejouer.
hypothesis.settings.register_profile(
    "maison", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("maison")


def pytest_xdist_auto_num_workers() -> int:
    """Un processus par cœur, huit au plus : la base et les navigateurs prennent leur part."""
    return min(len(os.sched_getaffinity(0)), 8)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        ligne = "pytest " + " ".join(config.invocation_params.args)
        config.pluginmanager.register(compte_rendu.CompteRendu(ligne), "compte_rendu")
        if getattr(config.option, "numprocesses", None):
            seance = config.option.testrunuid = config.option.testrunuid or uuid.uuid4().hex
            config.add_cleanup(lambda: base.oublier(seance, config.stash[blocking_manager_key]))
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
    navigateur = navigateurs.chemin_du_navigateur()
    for item in items:
        if touche_la_base(item):
            item.add_marker("base")
        if "navigateur" in getattr(item, "fixturenames", ()):
            item.add_marker("navigateur")
        if item.get_closest_marker("navigateur") and navigateur is None:
            item.add_marker(pytest.mark.skip(reason=SANS_NAVIGATEUR))
    items.sort(key=_rang)


def _rang(item: pytest.Item) -> int:
    """Sa place parmi RANGS ; à rang égal, l'ordre de la collecte est gardé."""
    for rang, (dossier, marque) in enumerate(RANGS):
        if item.nodeid.startswith(dossier) and item.get_closest_marker(marque):
            return rang
    return len(RANGS)


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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Le navigateur d'abord : Django tient une connexion dans la boucle de Playwright, une autre au-dehors."""
    if item.get_closest_marker("navigateur") is None:
        navigateurs.fermer()
    elif item.get_closest_marker("skip") is None:
        navigateurs.ouvrir()
    with processus.surveiller(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    if not fixturedef.argname.startswith("django_db_"):
        return (yield)
    with processus.permettre():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with processus.surveiller(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    rapport = yield
    if rapport.failed and item.get_closest_marker("navigateur"):
        pages = navigateurs.photographier(item.name, compte_rendu.dossier())
        rapport.sections.append(("pages ouvertes", "\n".join(pages)))
    return rapport


def pytest_sessionfinish() -> None:
    navigateurs.fermer()


@pytest.fixture(scope="session", autouse=True)
def _harnais() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        ordre.poser(patch)
        reseau.poser(patch)
        processus.poser(patch)
        lectures.poser(patch)
        base.poser(patch)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Appelée par pytest-django avant qu'il ne fasse la base : à plusieurs processus, elle se copie d'un modèle."""
    if seance := getattr(request.config, "workerinput", {}).get("testrunuid"):
        with django_db_blocker.unblock():
            base.preparer(seance)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        base.retenir()


@pytest.fixture(scope="module")
def le_temps_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ce qu'une fixture de module écrit avec elle reste jusqu'au dernier test du module, et pas au-delà ; ce qu'un test
    y change s'efface à sa fin. Pas pour un module dont un test valide ses écritures."""
    with django_db_blocker.unblock(), time_machine.travel(MAINTENANT, tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


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


@pytest.fixture
def navigateur() -> Browser:
    return navigateurs.ouvrir()


@pytest.fixture
def visite(navigateur: Browser, live_server: LiveServer) -> Iterator[Visite]:
    """Ouvre des pages du site d'essai ; toute plainte du navigateur fait échouer le test."""
    yield from visiter(Visite(navigateur, live_server.url))


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Dossier des données publiques, hors du dépôt ; le test qui le demande se passe, et le dit, sans lui."""
    dossier = env.DONNEES.lire()
    if dossier is None or not dossier.is_dir():
        pytest.skip("données publiques absentes : donnez leur dossier par CLAUSE_OUVERTE_DONNEES")
    return dossier
