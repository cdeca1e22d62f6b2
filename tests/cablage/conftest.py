"""Les installations des essais de sauvegarde : une remplie par séance, une copie par test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cablage import installations
from tests.cablage.installations import Installation


@pytest.fixture(scope="session")
def installation_remplie(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with django_db_blocker.unblock():
        remplie = installations.remplie(tmp_path_factory.mktemp("remplie") / "var", f"sauvegarde_{os.getpid()}")
        yield remplie
        remplie.effacer()


@pytest.fixture(scope="session")
def archive_faite(installation_remplie: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """L'archive de l'installation remplie ; à lire, pas à changer."""
    return installations.sauvegarder(installation_remplie, tmp_path_factory.mktemp("archive"))


@pytest.fixture
def installation(installation_remplie: Installation, django_db_blocker: Any, tmp_path: Path) -> Iterator[Installation]:
    with django_db_blocker.unblock():
        copie = installation_remplie.copie(tmp_path / "var", f"{installation_remplie.nom}_copie")
        yield copie
        copie.effacer()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Où poser les archives."""
    (tmp_path / "sauvegardes").mkdir()
    return tmp_path / "sauvegardes"
