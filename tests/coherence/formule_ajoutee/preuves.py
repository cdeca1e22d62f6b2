"""Ce qui se joue dans la copie du dépôt où la formule vient d'être ajoutée : cas, migration, écrans, pièce.

python -m tests.coherence.formule_ajoutee.preuves LOGEMENT.yaml      écrit en JSON ce qu'on y a trouvé
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from regles.__main__ import main as passer

BASE = f"test_formule_{os.getpid()}"


@contextlib.contextmanager
def base_neuve() -> Iterator[None]:
    """Une base faite par toutes les migrations, celle de la formule comprise, puis effacée."""
    settings.DATABASES["default"]["TEST"]["NAME"] = BASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connections["proprietaire"].settings_dict["NAME"] = BASE
    try:
        yield
    finally:
        connections.close_all()
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def migrations() -> list[str]:
    """Les fichiers que `makemigrations` écrit, tel qu'on le lance."""
    sortie = io.StringIO()
    call_command("makemigrations", name="logement", stdout=sortie, no_color=True)
    return [ligne.strip() for ligne in sortie.getvalue().splitlines() if ligne.strip()]


def cas(fichier: str) -> dict[str, Any]:
    """Les cas de la formule, tels que `python -m regles` les passe."""
    sortie = io.StringIO()
    with contextlib.redirect_stdout(sortie):
        code = passer([fichier, "--pourquoi"])
    return {"code": code, "sortie": sortie.getvalue()}


def main(fichier: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.tests"
    django.setup()
    trouve: dict[str, Any] = {"racine": str(Path.cwd()), "cas": cas(fichier), "migrations": migrations()}
    with base_neuve():
        trouve["ecrans"] = import_module("tests.coherence.formule_ajoutee.ecrans").vus()
        sortie = io.StringIO()
        call_command("makemigrations", check=True, dry_run=True, stdout=sortie)
        trouve["apres"] = sortie.getvalue().strip()
    print(json.dumps(trouve))


if __name__ == "__main__":
    main(sys.argv[1])
