"""Le site, la démonstration chargée une fois pour tout le dossier, et un navigateur qui ne laisse rien passer.

Les parcours partagent la base : chacun écrit ses propres opérations, ou ne touche que ce que lui seul regarde.
L'horloge part du mardi 24 novembre 2026, 9 h, et avance : la démonstration dit toujours la même chose.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from clauses.fond.socle.acteur import Acteur
from clauses.fond.territoires.models import Departement
from clauses.portes.demo.chargement import charger
from clauses.suivi.declarations.imports import service as import_heures
from clauses.suivi.marches.services import import_marches
from tests.harnais.horloge import MAINTENANT
from tests.harnais.navigateurs import chemin_du_navigateur
from tests.parcours import adresses
from tests.parcours.affaire import Affaire, export_de_contrats, publication
from tests.parcours.visite import Visite


@pytest.fixture(scope="package")
def demonstration(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """L'adresse du site servi sur la démonstration ; la base est rendue comme elle fut trouvée."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), time_machine.travel(MAINTENANT, tick=True):
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright tient une boucle dans ce fil d'exécution
        assert connection.settings_dict["NAME"].startswith("test_"), "la base des tests, et aucune autre"
        if not Departement.objects.exists():
            _remettre_les_donnees_des_migrations()
        charger(MAINTENANT.date(), par=Acteur.systeme("demonstration"))
        _deposer_des_fichiers(tmp_path_factory.mktemp("depots"))
        serveur = LiveServer("localhost")
        yield serveur.url
        serveur.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        _remettre_les_donnees_des_migrations()
        connections.close_all()


def _deposer_des_fichiers(dossier: Path) -> None:
    """Un import de marchés et un import d'heures, lus et pas encore appliqués : ce que leurs écrans montrent."""
    par = adresses.acteur("facilitatrice")
    avis, contrats = publication(8_000, dossier), export_de_contrats(8_000, dossier)
    import_marches.deposer(avis.read_bytes(), avis.name, par=par)
    import_heures.deposer(contrats.read_bytes(), contrats.name, par=par)


def _remettre_les_donnees_des_migrations() -> None:
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture(scope="package")
def navigateur(demonstration: str) -> Iterator[Browser]:
    with sync_playwright() as moteur:
        navigateur = moteur.chromium.launch(
            executable_path=chemin_du_navigateur(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield navigateur
        navigateur.close()


@pytest.fixture(scope="package")
def sessions() -> dict[str, list]:
    """Les biscuits de chaque compte déjà connecté : on ne passe la porte qu'une fois par compte."""
    return {}


@pytest.fixture
def visite(navigateur: Browser, demonstration: str, sessions: dict[str, list]) -> Iterator[Visite]:
    """Ouvre des pages au nom des comptes de la démonstration ; toute plainte du navigateur fait échouer le test."""
    visite = Visite(navigateur, demonstration, sessions)
    yield visite
    visite.fermer()
    assert visite.plaintes == []


@pytest.fixture
def ouvrir(visite: Visite) -> Callable[..., Page]:
    return visite.ouvrir


@pytest.fixture
def affaire() -> Affaire:
    return Affaire()
