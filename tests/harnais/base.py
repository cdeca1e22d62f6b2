"""La base des tests : faite une fois pour tous les processus, et rendue à chaque test comme il l'a trouvée.

Le modèle passe les migrations ; chaque processus en reçoit une copie, que PostgreSQL fait en un instant. Un test qui
valide ses écritures (site servi, transactions vraies) laisse derrière lui une base remise, données des migrations
comprises : l'ordre des tests ne compte pas.
"""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from config import env

VERROU = 7_301_847  # un nombre à nous : le premier arrivé fait le modèle, les autres attendent
# Une table sans page n'a pas de ligne : la base se vide sans toucher aux tables que personne n'a écrites.
_ECRITES = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public' AND pg_relation_size(c.oid) > 0 ORDER BY 1
"""
_trouvee: dict[str, bytes] = {}


def nom_du_modele(seance: str) -> str:
    return f"modele_{seance[:16]}"


def preparer(seance: str) -> None:
    """Fait le modèle si personne ne l'a fait dans cette séance, et le donne à Django."""
    modele, essai = nom_du_modele(seance), connection.settings_dict["TEST"]
    with connection._nodb_cursor() as curseur:
        curseur.execute("SELECT pg_advisory_lock(%s)", [VERROU])  # rendu avec la connexion
        curseur.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [modele])
        if curseur.fetchone() == (0,):
            _faire(essai, f"{modele}_en_cours")
            # Sous son nom seulement une fois fini : une séance coupée n'en laisse pas la moitié.
            curseur.execute(f"ALTER DATABASE {modele}_en_cours RENAME TO {modele}")
    essai["TEMPLATE"] = modele


def _faire(essai: dict[str, Any], nom: str) -> None:
    avant, essai["NAME"] = essai["NAME"], nom
    vraie = connection.settings_dict["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        essai["NAME"] = avant
        connection.settings_dict["NAME"] = vraie


def oublier(seance: str, blocage: DjangoDbBlocker) -> None:
    """Un serveur qui n'est pas à nous ne garde rien de la séance ; le nôtre s'efface tout entier."""
    if not env.DATABASE_URL.lire():
        return
    with blocage.unblock(), connection._nodb_cursor() as curseur:
        curseur.execute(f"DROP DATABASE IF EXISTS {nom_du_modele(seance)}")


def retenir() -> None:
    """Note ce que la base contient à son ouverture, au format de COPY."""
    with connection.cursor() as curseur:
        for table in _ecrites(curseur):
            with curseur.copy(f"COPY {table} TO STDOUT") as lignes:
                _trouvee[table] = b"".join(bytes(morceau) for morceau in lignes)


def rendre() -> None:
    """Remet la base telle que `retenir` l'a trouvée."""
    with transaction.atomic(), connection.cursor() as curseur:
        if ecrites := _ecrites(curseur):
            curseur.execute(f"TRUNCATE {', '.join(ecrites)} CASCADE")
        for table, lignes in _trouvee.items():
            with curseur.copy(f"COPY {table} FROM STDIN") as copie:
                copie.write(lignes)


def _ecrites(curseur: Any) -> list[str]:
    curseur.execute(_ECRITES)
    return [table for (table,) in curseur.fetchall()]


def poser(patch: pytest.MonkeyPatch) -> None:
    """À la place du « flush » de Django, qui vide toutes les tables et oublie les données des migrations."""
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: rendre())
