"""La base qu'on lit : un instantané, ce qu'il contient, son vidage par les outils de la version embarquée."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.apps import apps
from django.db import connections, models, transaction
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from config.postgresql.emplacement import VERSION, dossier_des_outils
from config.sauvegarde.archive import MORCEAU
from config.sauvegarde.erreurs import Echec, Refus

ALIAS = "proprietaire"
_TABLES = """
    SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
"""
_COPIE = re.compile(rb'COPY (?:"[^"]+"|\w+)\.("[^"]+"|\w+) \(.*\) FROM stdin;\n')


@dataclass(frozen=True)
class Instantane:
    """La base à un instant : ce que lit pg_dump, et ce que nous en disons, sont les mêmes lignes."""

    nom: str
    serveur: str
    schema: str
    migrations: dict[str, list[str]]
    lignes: dict[str, int]
    fichiers: frozenset[str]  # chemins que la base nomme, dans le dossier des fichiers déposés


@contextmanager
def instantane() -> Iterator[Instantane]:
    """L'instantané, tenu le temps du bloc ; n'arrête personne. Lève Refus si la base n'est pas celle du logiciel."""
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as curseur:
        curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        curseur.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        curseur.execute("SELECT pg_export_snapshot(), current_setting('server_version'), current_schema()")
        nom, serveur, schema = curseur.fetchone()
        lignes = compter_les_tables(curseur)
        if not lignes.get("django_migrations"):
            raise Refus("Cette base est vide, ou n'est pas celle de Clause ouverte : il n'y a rien à sauvegarder.")
        curseur.execute("SELECT app, array_agg(name::text ORDER BY name) FROM django_migrations GROUP BY app")
        migrations = dict(sorted(curseur.fetchall()))
        yield Instantane(nom, serveur, schema, migrations, lignes, _fichiers_nommes(curseur, lignes))


def compter_les_tables(curseur: Any) -> dict[str, int]:
    """{table: nombre de lignes} du schéma courant, extensions exceptées."""
    curseur.execute(_TABLES)
    comptes = {}
    for (table,) in curseur.fetchall():
        curseur.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        comptes[table] = curseur.fetchone()[0]
    return comptes


def _fichiers_nommes(curseur: Any, tables: Iterable[str]) -> frozenset[str]:
    noms: set[str] = set()
    for modele in apps.get_models(include_auto_created=True):
        for champ in modele._meta.local_concrete_fields:
            if isinstance(champ, models.FileField) and modele._meta.db_table in tables:
                colonne, table = sql.Identifier(str(champ.column)), sql.Identifier(modele._meta.db_table)
                curseur.execute(sql.SQL("SELECT {0} FROM {1} WHERE {0} <> ''").format(colonne, table))
                noms.update(nom for (nom,) in curseur.fetchall())
    return frozenset(noms)


def outil(nom: str, *arguments: str) -> list[str]:
    return [str(dossier_des_outils() / nom), *arguments]


def version_du_serveur() -> int:
    """La majeure, que dit la connexion ouverte : Django garde celle de la première."""
    connections[ALIAS].ensure_connection()
    return int(connections[ALIAS].connection.info.server_version) // 10_000


def adresse() -> tuple[str, dict[str, str]]:
    """La base, dans les mots de libpq, et l'environnement, qui seul porte le mot de passe. Lève Refus si le serveur est
    plus récent que nos outils."""
    if (majeure := version_du_serveur()) > int(VERSION):
        raise Refus(
            f"Ce serveur est un PostgreSQL {majeure}, plus récent que les outils du logiciel ({VERSION}) : mettez le "
            "logiciel à jour, ou employez les outils de votre serveur."
        )
    connus = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    parametres = {
        n: v for n, v in connections[ALIAS].get_connection_params().items() if n in connus and v not in (None, "")
    }
    secret = parametres.pop("password", None)
    return make_conninfo(**parametres), {**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})}


@contextmanager
def lance(commande: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Un outil de PostgreSQL, tué si le bloc échoue ; ce qu'il dit d'une panne devient un Echec."""
    with tempfile.TemporaryFile() as plaintes:
        processus = subprocess.Popen(commande, stderr=plaintes, **options)
        entier = False
        try:
            yield processus
            if processus.stdin:
                processus.stdin.close()
            processus.wait()
            entier = True
        except BrokenPipeError:
            if not processus.stdin:  # un autre outil, plus loin
                raise
            processus.wait()  # le nôtre est parti avant la fin : il a dit pourquoi
        finally:
            processus.kill()
            processus.wait()
            for tube in (processus.stdin, processus.stdout):
                _fermer(tube)
        if processus.returncode or not entier:
            plaintes.seek(0)
            dit = plaintes.read().decode(errors="replace").strip().splitlines()
            raise Echec("\n    ".join([f"{commande[0].rpartition('/')[2]} a échoué :", *dit[-8:]]))


def _fermer(tube: IO[bytes] | None) -> None:
    try:
        if tube:
            tube.close()
    except BrokenPipeError:
        pass


def vider(instant: Instantane) -> Iterator[bytes]:
    """Le vidage de l'instantané, au fil de l'eau. Lève Echec."""
    base, environnement = adresse()
    options = ("--format=custom", "--no-password", f"--snapshot={instant.nom}", f'--schema="{instant.schema}"')
    commande = outil("pg_dump", *options, "--lock-wait-timeout=60000", "--no-sync", f"--dbname={base}")
    with lance(commande, env=environnement, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as vidage:
        assert vidage.stdout is not None
        while morceau := vidage.stdout.read(MORCEAU):
            yield morceau


@contextmanager
def en_sql(flux: IO[bytes], place: int, schema: str) -> Iterator[Iterable[bytes]]:
    """Les lignes SQL d'un vidage qui commence à `place` dans ce fichier ; lève Echec s'il ne se lit pas en entier."""
    flux.seek(place)
    # Ni propriétaire ni privilèges : ce sont ceux du serveur d'arrivée (`privileges_par_defaut`).
    options = ("--no-owner", "--no-privileges", f"--schema={schema}", "--file=-")
    with lance(outil("pg_restore", *options), stdin=flux, stdout=subprocess.PIPE) as lecture:
        assert lecture.stdout is not None
        yield lecture.stdout


def compter_les_copies(lignes: Iterable[bytes]) -> dict[str, int]:
    """{table: nombre de lignes} d'un vidage relu en SQL."""
    comptes: dict[str, int] = {}
    table = ""
    for ligne in lignes:
        if not table:
            if trouvee := _COPIE.match(ligne):
                table = trouvee[1].decode().strip('"')
                comptes[table] = 0
        elif ligne == b"\\.\n":
            table = ""
        else:
            comptes[table] += 1
    return comptes
