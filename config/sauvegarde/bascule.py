"""La base qu'on remplace. L'archive se restaure et se migre dans un schéma à côté ; puis les deux échangent leur place
en une transaction. Avant elle, ce qui servait sert encore ; après, ce qui est restauré sert. Rien entre les deux.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, Any

from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from config.base_de_donnees import serveur
from config.postgresql.embarque import privileges_par_defaut
from config.sauvegarde.archive import BASE, Archive, Manifeste
from config.sauvegarde.erreurs import Echec, Refus
from config.sauvegarde.vidage import ALIAS, adresse, compter_les_tables, en_sql, lance, outil, version_du_serveur

COTE, ANCIEN = "clause_ouverte_restauree", "clause_ouverte_ancienne"
# Ce qu'une installation neuve, mise en route, contient avant que quiconque y ait rien écrit.
NEES_AVEC_LA_BASE = re.compile(
    "django_migrations|django_content_type|django_session|auth_permission|cache|procrastinate_.*|territoires_(region|departement)"
)
PATIENCE = 2.0  # secondes : le temps que le serveur oublie une connexion que nous venons de fermer
ATTENTE = "20s"  # ce qu'on laisse à une table tenue par un autre
DELAI = re.compile(rb"SET transaction_timeout = 0;\n")  # PostgreSQL 17 et après ; le 15 le refuse
EN_TETE = 40  # lignes : ce réglage est écrit une fois, avant toute donnée

# Tout ce que tient un schéma passe dans un autre : les index, les contraintes, les déclencheurs et les séquences d'une
# colonne suivent leur table. Ce qui est d'une extension reste.
_DEPLACER = """
DO $bascule$ DECLARE ordre text; BEGIN
    FOR ordre IN
        WITH objets AS (
            SELECT 'pg_class'::regclass AS sorte, c.oid, c.oid::regclass::text AS nom, CASE c.relkind
                WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                WHEN 'c' THEN 'TYPE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS genre
            FROM pg_class c
            WHERE c.relnamespace = {de}::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v', 'm', 'c', 'f')
            UNION ALL
            SELECT 'pg_proc'::regclass, oid, oid::regprocedure::text, 'ROUTINE'
            FROM pg_proc WHERE pronamespace = {de}::regnamespace
            UNION ALL
            SELECT 'pg_type'::regclass, oid, oid::regtype::text, 'TYPE'
            FROM pg_type WHERE typnamespace = {de}::regnamespace AND typtype IN ('e', 'd', 'r')
        )
        SELECT format('ALTER %s %s SET SCHEMA %I', genre, nom, {vers}) FROM objets o WHERE NOT EXISTS (
            SELECT FROM pg_depend d
            WHERE d.classid = o.sorte AND d.objid = o.oid
            AND (d.deptype = 'e' OR genre = 'SEQUENCE' AND d.deptype IN ('a', 'i'))
        )
    LOOP EXECUTE ordre; END LOOP;
END $bascule$;
"""
_VERIFIER = """
DO $bascule$ DECLARE trouvees bigint; BEGIN
    SELECT count(*) INTO trouvees FROM {table};
    IF trouvees <> {attendues} THEN
        RAISE EXCEPTION 'La table % a % lignes ; la sauvegarde en annonce %.', {nom}, trouvees, {attendues};
    END IF;
END $bascule$;
"""


def autres_que_nous() -> list[str]:
    """Qui d'autre tient une session sur la base : nom du rôle et numéro. Un seul rôle, même sans privilège, le voit."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute("""
            SELECT format('%s (processus %s)', r.rolname, a.pid) FROM pg_stat_activity a
            JOIN pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() ORDER BY a.pid
        """)
        return [qui for (qui,) in curseur.fetchall()]


@contextmanager
def personne_d_autre() -> Iterator[None]:
    """Le temps du bloc, la base est à nous seuls ; celui qui démarre attend. Lève Refus si le site sert."""
    connexion: Any = connections[ALIAS]
    connexion.ensure_connection()
    embarque = connexion.est_embarque and not connexion.settings_dict.get("JETABLE")
    with serveur().seul() if embarque else nullcontext(True) as seul:
        if not seul:
            raise Refus(
                "Le site, ou une autre commande, emploie la base : arrêtez-le (Ctrl-C, systemctl stop), "
                "puis recommencez."
            )
        verifier_que_personne()
        yield


def verifier_que_personne() -> None:
    limite = time.monotonic() + PATIENCE
    while (autres := autres_que_nous()) and time.monotonic() < limite:
        time.sleep(0.05)
    if autres:
        raise Refus(
            f"La base est employée par {', '.join(autres[:5])}{'…' if autres[5:] else ''} : arrêtez le site et son "
            "exécutant, fermez les autres connexions, puis recommencez."
        )


def verifier_le_droit() -> None:
    """Créer un schéma à côté demande ce droit sur la base. Lève Refus avec l'ordre qui le donne."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE'), "
            "format('GRANT CREATE ON DATABASE %I TO %I;', current_database(), current_user)"
        )
        peut, ordre = curseur.fetchone()
    if not peut:
        raise Refus(
            f"Le rôle propriétaire ne peut pas créer de schéma dans cette base. Un administrateur joue : {ordre}"
        )


def deja_la() -> dict[str, int]:
    """{table: lignes} de ce que des gens, ou d'autres logiciels, ont écrit dans la base ; vide pour une base neuve."""
    with connections[ALIAS].cursor() as curseur:
        comptes = compter_les_tables(curseur)
    return {table: n for table, n in comptes.items() if n and not NEES_AVEC_LA_BASE.fullmatch(table)}


def verifier_la_version(manifeste: Manifeste) -> bool:
    """Faut-il migrer après ? Lève Refus si la sauvegarde vient d'un logiciel plus récent, ou d'un autre schéma."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute("SELECT current_schema()")
        (schema,) = curseur.fetchone()
    if schema != manifeste.schema:
        raise Refus(f"La sauvegarde vient du schéma « {manifeste.schema} » ; celui de cette base est « {schema} ».")
    ici = MigrationLoader(None, ignore_no_migrations=True)
    connues = set(ici.disk_migrations) | {r for m in ici.disk_migrations.values() for r in m.replaces}
    passees = {(application, nom) for application, noms in manifeste.migrations.items() for nom in noms}
    if inconnues := sorted(passees - connues):
        raise Refus(
            f"La sauvegarde vient d'une version plus récente du logiciel ({manifeste.version}, {manifeste.le[:10]}) : "
            f"celle-ci ne connaît pas {', '.join('.'.join(cle) for cle in inconnues[:3])}. Mettez le logiciel à jour, "
            "puis recommencez."
        )
    return bool(set(ici.graph.nodes) - passees)


def restaurer_a_cote(archive: Archive) -> None:
    """L'archive dans le schéma COTE, ses lignes comptées ; une transaction, que notre mort annule. Lève Echec."""
    base, environnement = adresse()
    schema, recente = archive.manifeste.schema, version_du_serveur() >= 17
    options = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-", f"--dbname={base}")
    with lance(outil("psql", *options), env=environnement, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as entree:
        assert entree.stdin is not None
        # Sans le COMMIT de la fin, rien ne reste : psql s'arrête avec nous, la base annule.
        entree.stdin.write("".join(["BEGIN;\n", *_avant(schema)]).encode())
        with en_sql(archive.flux, archive.places[BASE], schema) as lignes:
            _recopier(lignes, entree.stdin, garder=recente)
        entree.stdin.write("".join([*_apres(archive.manifeste), "COMMIT;\n"]).encode())


def _recopier(source: Any, vers: IO[bytes], *, garder: bool) -> None:
    for ligne in (source.readline() for _ in range(EN_TETE)):
        if garder or not DELAI.fullmatch(ligne):
            vers.write(ligne)
    shutil.copyfileobj(source, vers, 1 << 20)


def _avant(schema: str) -> list[str]:
    proprietaire, application = _roles()
    promesses = privileges_par_defaut(proprietaire, application) if proprietaire != application else []
    ordres = ["SET LOCAL client_min_messages = warning;", f"SET LOCAL lock_timeout = '{ATTENTE}';"]
    ordres += [
        f"DROP SCHEMA IF EXISTS {COTE} CASCADE;",
        f"CREATE SCHEMA {ANCIEN};",
        _deplacer(schema, ANCIEN),
        *(f"{p.as_string(None)};" for p in promesses),
    ]
    return [f"{ordre}\n" for ordre in ordres]


def _apres(manifeste: Manifeste) -> list[str]:
    ordres = [f"CREATE SCHEMA {COTE};", _deplacer(manifeste.schema, COTE)]
    ordres += [_deplacer(ANCIEN, manifeste.schema), f"DROP SCHEMA {ANCIEN};"]
    for table, attendues in manifeste.lignes.items():
        morceaux = {
            "table": sql.Identifier(COTE, table),
            "nom": sql.Literal(table),
            "attendues": sql.Literal(attendues),
        }
        ordres.append(sql.SQL(_VERIFIER).format(**morceaux).as_string(None))
    ordres.append(
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {};").format(*map(sql.Identifier, (COTE, _roles()[1]))).as_string(None)
    )
    return [f"{ordre}\n" for ordre in ordres]


def _roles() -> tuple[str, str]:
    """Le rôle propriétaire, tel que le serveur le nomme, et celui de l'application."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute("SELECT current_user")
        (proprietaire,) = curseur.fetchone()
    return proprietaire, connections["default"].settings_dict["USER"] or proprietaire


def _deplacer(de: str, vers: str) -> str:
    return sql.SQL(_DEPLACER).format(de=sql.Literal(de), vers=sql.Literal(vers)).as_string(None)


def migrer_a_cote() -> None:
    """Les migrations qui manquent à la sauvegarde, dans son schéma : ce qui sert n'en voit rien."""
    try:
        with _a_cote():
            call_command("migrate", database=ALIAS, verbosity=0)
    except Exception as erreur:
        raise Echec(f"La base de la sauvegarde n'a pas pu être mise à jour : {erreur}") from erreur


@contextmanager
def _a_cote() -> Iterator[None]:
    avant = {alias: connections[alias].settings_dict["OPTIONS"] for alias in connections}
    try:
        for alias, options in avant.items():
            connections[alias].close()
            chemin = f"{options.get('options', '')} -c search_path={COTE}"
            connections[alias].settings_dict["OPTIONS"] = {**options, "options": chemin}
        yield
    finally:
        for alias, options in avant.items():
            connections[alias].close()
            connections[alias].settings_dict["OPTIONS"] = options


def basculer(schema: str) -> None:
    """L'échange : ce qui servait s'en va, ce qui est à côté prend sa place."""
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as curseur:
        for ordre in (
            f"SET LOCAL lock_timeout = '{ATTENTE}'",
            "SET LOCAL client_min_messages = warning",
            f"CREATE SCHEMA {ANCIEN}",
            _deplacer(schema, ANCIEN),
            _deplacer(COTE, schema),
            f"DROP SCHEMA {ANCIEN} CASCADE",
            f"DROP SCHEMA {COTE}",
        ):
            curseur.execute(ordre)


def mesurer() -> None:
    """Sans quoi les premières pages se cherchent un plan au hasard."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute("ANALYZE")


def oublier_le_cote() -> None:
    """Ce qu'une restauration arrêtée a laissé à côté."""
    with connections[ALIAS].cursor() as curseur:
        curseur.execute("SET client_min_messages = warning")
        curseur.execute(f"DROP SCHEMA IF EXISTS {COTE} CASCADE")
