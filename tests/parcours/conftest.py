"""Le site, la démonstration chargée une fois pour tout le dossier, et un navigateur qui ne laisse rien passer.

Les parcours partagent la base : chacun écrit ses propres opérations, ou ne touche que ce que lui seul regarde.
L'horloge part du mardi 24 novembre 2026, 9 h, et avance : la démonstration dit toujours la même chose.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from clauses.fond.socle.acteur import Acteur
from clauses.portes.demo.chargement import charger
from clauses.portes.demo.distribution import COMPTES
from clauses.suivi.declarations.imports import service as import_heures
from clauses.suivi.marches.services import import_marches
from tests.harnais import base
from tests.harnais.horloge import MAINTENANT
from tests.harnais.visite import Visite, session, visiter
from tests.parcours import adresses
from tests.parcours.affaire import Affaire, export_de_contrats, publication


@pytest.fixture(scope="package")
def demonstration(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """L'adresse du site servi sur la démonstration ; la base est rendue comme elle fut trouvée."""
    with django_db_blocker.unblock(), time_machine.travel(MAINTENANT, tick=True):
        assert connection.settings_dict["NAME"].startswith("test_"), "la base des tests, et aucune autre"
        charger(MAINTENANT.date(), par=Acteur.systeme("démonstration"))
        _deposer_des_fichiers(tmp_path_factory.mktemp("depots"))
        serveur = LiveServer("localhost")
        yield serveur.url
        serveur.stop()
        base.rendre()
        connections.close_all()


def _deposer_des_fichiers(dossier: Path) -> None:
    """Un import de marchés et un import d'heures, lus et pas encore appliqués : ce que leurs écrans montrent."""
    par = adresses.acteur("facilitatrice")
    avis, contrats = publication(8_000, dossier), export_de_contrats(8_000, dossier)
    import_marches.deposer(avis.read_bytes(), avis.name, par=par)
    import_heures.deposer(contrats.read_bytes(), contrats.name, par=par)


@pytest.fixture(scope="package")
def sessions(demonstration: str, django_db_blocker: Any) -> dict[str, str]:
    """Une session ouverte à chaque compte, avant que les tests n'ouvrent leur transaction : le site la voit."""
    with django_db_blocker.unblock():
        return {qui: session(adresses.utilisateur(qui)) for qui in COMPTES}


@pytest.fixture
def visite(navigateur: Browser, demonstration: str, sessions: dict[str, str]) -> Iterator[Visite]:
    """Ouvre des pages au nom des comptes de la démonstration ; toute plainte du navigateur fait échouer le test."""
    yield from visiter(Visite(navigateur, demonstration, sessions.__getitem__))


@pytest.fixture
def ouvrir(visite: Visite) -> Callable[..., Page]:
    return visite.ouvrir


@pytest.fixture
def affaire() -> Affaire:
    return Affaire()
