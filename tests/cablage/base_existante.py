"""Une base que Clause ouverte 0.1 a faite, et laissée avec des travaux dans la file : `tests/donnees/base-0.1.sql.gz`.

La démonstration, chargée le 24 novembre 2026 par la version 0.1 (une tranche était alors `clauses.<nom>`, sans étage)
et vidée par `pg_dump --inserts`. Elle ne se refait pas : c'est la base d'une installation qui existe.
"""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections, transaction

from config import env

VIDEE = env.RACINE / "tests" / "donnees" / "base-0.1.sql.gz"
# Ce que des gens avaient en main ce jour-là, donné par la version 0.1 sous la clé des tests : une session ouverte, un
# lien pour choisir son mot de passe, un lien pour répondre à une demande d'offre.
SESSION_DE_LA_FACILITATRICE = "rbe51u2a5zodxzxykz4lu2j8mtnpo8sw"
LIEN_DU_MOT_DE_PASSE = (
    "/mot-de-passe/OWFiMzhlYzItZGJlNy00ZjFiLWI5ZjQtYmJjMTc5MDYxOGNm/dijic0-9d2ebd6ca4563a3f89367369a5cf014d/"
)
LIEN_DE_L_OFFRE = "/offres/n9-OE3OKGIACwYs3Z01RaUqp97bWPmKgg1m8sx37HD8/"


@contextmanager
def retrouvee() -> Iterator[None]:
    """La base, remise sur le serveur des tests telle qu'elle était ; `default` et `proprietaire` y mènent."""
    nom, noms = f"test_base_existante_{os.getpid()}", {}
    with connection._nodb_cursor() as curseur:
        curseur.execute(f"CREATE DATABASE {nom}")
    for alias in connections:
        connections[alias].close()
        noms[alias] = connections[alias].settings_dict["NAME"]
        connections[alias].settings_dict["NAME"] = nom
    try:
        with connection.cursor() as curseur:
            curseur.execute(gzip.decompress(VIDEE.read_bytes()).decode())
        connection.close()  # la vidange laisse derrière elle un `search_path` vide
        yield
    finally:
        for alias, ancien in noms.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = ancien
        with connection._nodb_cursor() as curseur:
            curseur.execute(f"DROP DATABASE {nom} WITH (FORCE)")


def noms() -> dict[str, set]:
    """Ce qu'elle nomme : ses tables, les étiquettes de ses modèles, les migrations qu'elle a passées."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT app_label, model FROM django_content_type")
        etiquettes = set(curseur.fetchall())
        curseur.execute("SELECT app, name FROM django_migrations")
        migrations = set(curseur.fetchall())
    return {"tables": set(connection.introspection.table_names()), "etiquettes": etiquettes, "migrations": migrations}


def migrer() -> None:
    call_command("migrate", verbosity=0)


@contextmanager
def sans_trace() -> Iterator[None]:
    """Ce qui s'y écrit ne reste pas : le test suivant trouve la base telle qu'elle fut migrée."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
