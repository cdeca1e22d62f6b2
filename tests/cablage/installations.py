"""Des installations entières, chacune sa base, ses fichiers déposés et sa clé, où jouer les commandes pour de bon."""

import hashlib
import io
import os
import pwd
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches
from config import env
from config.base_de_donnees import ROLE_APPLICATION, ROLE_PROPRIETAIRE

BINAIRES_15 = Path("/usr/lib/postgresql/15/bin")
PATIENCE = 120.0  # secondes, que seule paie une machine où l'état attendu ne vient pas
CLE = "la-cle-de-ce-jour-la"
LOGO = "logos/3f0c2a52-6f5e-4c58-9a5a-6f0a6de3b1f7.png"

_STRUCTURE = """
    SELECT 'déclencheur', tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'fonction', '', oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'contrainte', conrelid::regclass::text, conname::text FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'colonne', attrelid::regclass::text, attname || ' ' || format_type(atttypid, atttypmod)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'compteur', sequencename::text, last_value::text FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL SELECT 'schéma', '', nspname::text FROM pg_namespace WHERE nspname LIKE 'clause%'
    UNION ALL SELECT 'droit', c.relname::text, d.privilege_type FROM pg_class c, aclexplode(c.relacl) d
        JOIN pg_roles r ON r.oid = d.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND r.rolname LIKE '%application'
"""


@dataclass(frozen=True)
class Installation:
    var: Path
    hote: str
    nom: str
    proprietaire: str = ROLE_PROPRIETAIRE
    application: str = ROLE_APPLICATION

    def connexion(self, role: str = "", base: str = "") -> psycopg.Connection:
        qui = {"host": self.hote, "dbname": base or self.nom, "user": role or self.proprietaire}
        # Une date s'écrit selon le fuseau du serveur : le même pour tous, pour comparer leurs lignes.
        return psycopg.connect(**qui, options="-c timezone=UTC", autocommit=True)

    @property
    def environnement(self) -> dict[str, str]:
        """Pour une commande lancée à part."""
        url = f"postgresql://{{}}@/{self.nom}?host={self.hote}"
        return environnement(
            self.var,
            DATABASE_URL=url.format(self.application),
            DATABASE_URL_PROPRIETAIRE=url.format(self.proprietaire),
        )

    def copie(self, var: Path, nom: str) -> "Installation":
        """La même, à part : sa base est une copie."""
        with self.connexion(base="postgres") as serveur:
            serveur.execute(f"CREATE DATABASE {nom} TEMPLATE {self.nom}")
        shutil.copytree(self.var, var)
        return replace(self, var=var, nom=nom)

    def effacer(self) -> None:
        with self.connexion(base="postgres") as serveur:
            serveur.execute(f"DROP DATABASE {self.nom} WITH (FORCE)")

    def ecrire(self, texte: str, depot: bytes | None = None) -> None:
        """Une ligne de plus au métier et au journal, un fichier de plus au disque."""
        with chez(self), signer(FABRICANT):
            structures.porteuse(nom=texte)
            if depot is not None:
                (self.var / "fichiers" / "logos" / f"{texte}.png").write_bytes(depot)

    def detruire(self) -> None:
        """Plus rien : ni table, ni fichier, ni clé ; celle qui renaît est une autre."""
        with self.connexion() as base:
            base.execute("DROP SCHEMA public CASCADE")
            base.execute("CREATE SCHEMA public")
            base.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        shutil.rmtree(self.var)
        self.var.mkdir()
        (self.var / "cle_secrete").write_text("une-autre-cle")

    def etat(self) -> dict[str, Any]:
        """Tout ce qu'une restauration doit rendre : chaque ligne de chaque table, la structure, le disque."""
        with self.connexion() as base:
            noms = base.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
            somme = 'SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM "{}" t'
            tables = {nom: base.execute(somme.format(nom)).fetchone() for (nom,) in noms}
            structure = sorted(base.execute(_STRUCTURE).fetchall())
        return {"tables": tables, "structure": structure, **self.disque()}

    def disque(self) -> dict[str, Any]:
        fichiers = self.var / "fichiers"
        return {
            "fichiers": {
                str(chemin.relative_to(fichiers)): hashlib.sha256(chemin.read_bytes()).hexdigest()
                for chemin in sorted(fichiers.rglob("*"))
                if chemin.is_file()
            },
            "clé": (self.var / "cle_secrete").read_text(),
        }


def environnement(var: Path, **autres: str) -> dict[str, str]:
    sans = {env.BASE_DE_TEST.nom, env.REGLAGES.nom, env.DATABASE_URL.nom, env.DATABASE_URL_PROPRIETAIRE.nom}
    propre = {nom: valeur for nom, valeur in os.environ.items() if nom not in sans}
    return {**propre, env.VAR.nom: str(var), **autres}


@contextmanager
def chez(installation: Installation) -> Iterator[None]:
    """Les commandes et les services de ce processus y travaillent, sous les deux rôles."""
    roles = {"default": installation.application, "proprietaire": installation.proprietaire}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(env.VAR.nom, str(installation.var))
        patch.setattr(settings, "MEDIA_ROOT", str(installation.var / "fichiers"))
        for alias, role in roles.items():
            connections[alias].close()
            ici = {"EMBARQUE": False, "HOST": installation.hote, "NAME": installation.nom, "USER": role}
            for cle, valeur in ici.items():
                patch.setitem(connections[alias].settings_dict, cle, valeur)
        try:
            yield
        finally:
            for alias in roles:
                connections[alias].close()


def sauvegarder(installation: Installation, dossier: Path, **options: Any) -> Path:
    """L'archive faite."""
    avant = set(dossier.glob("*.tar"))
    jouer("sauvegarder", dossier, dans=installation, **options)
    (faite,) = set(dossier.glob("*.tar")) - avant
    return faite


def jouer(nom: str, chemin: Path, *, dans: Installation, **options: Any) -> str:
    """La commande, ici même ; rend ce qu'elle a dit, remarques comprises."""
    dit = io.StringIO()
    with chez(dans):
        call_command(nom, str(chemin), stdout=dit, stderr=dit, **options)
    return dit.getvalue()


def refus(code: int, nom: str, chemin: Path, *, dans: Installation, **options: Any) -> str:
    """Ce que dit la commande, qui doit échouer avec ce code."""
    with pytest.raises(CommandError) as erreur:
        jouer(nom, chemin, dans=dans, **options)
    assert erreur.value.returncode == code, erreur.value
    return str(erreur.value)


@contextmanager
def lancee(*arguments: object, dans: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """La commande dans son propre processus."""
    ligne = [sys.executable, "manage.py", *map(str, arguments)]
    tubes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(ligne, cwd=env.RACINE, env=dans, text=True, **tubes) as processus:  # type: ignore[call-overload]
        try:
            yield processus
        finally:
            processus.kill()


@contextmanager
def disque_plein(octets: int) -> Iterator[None]:
    """Aucun fichier ne peut dépasser cette taille."""
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


def attendre(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limite, "la condition n'est pas venue à temps"
        time.sleep(0.01)


def remplie(var: Path, nom: str) -> Installation:
    """Sur le serveur des tests : une opération, un lot, une personne et ses heures, un logo, et leur journal."""
    connection.ensure_connection()
    reglages = connection.settings_dict
    vide = Installation(var.with_name("vide"), str(reglages["HOST"]), str(reglages["NAME"]), str(reglages["USER"]))
    vide.var.mkdir()
    for alias in connections:
        connections[alias].close()
    pleine = vide.copie(var, nom)
    with chez(pleine):
        porteuse = structures.porteuse()
        comptes.facilitateur(porteuse)
        lot, attribution = marches.lot_clause(porteuse)
        contrat = declarations.contrat_eligible(lot)
        declarations.declaration(attribution, date(2026, 10, 1))
        declarations.ligne(contrat, lot, date(2026, 10, 1), etat="validee")
        with signer(FABRICANT):
            porteuse.logo.name = LOGO
            porteuse.save()
    depot = var / "fichiers" / LOGO
    depot.parent.mkdir(parents=True)
    depot.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (var / "cle_secrete").write_text(CLE)
    return pleine


@contextmanager
def postgresql_15(var: Path) -> Iterator[Installation]:
    """Un serveur PostgreSQL 15 de Debian, à deux rôles, dont la base est vide."""
    compte = pwd.getpwnam(env.COMPTE_POSTGRESQL.lire())
    sous_root = os.geteuid() == 0
    identite: dict[str, Any] = {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []} if sous_root else {}
    with tempfile.TemporaryDirectory(prefix="clause-ouverte-15-") as dossier:
        if sous_root:
            os.chown(dossier, compte.pw_uid, compte.pw_gid)

        def jouer(outil: str, *arguments: str) -> None:
            commande = [str(BINAIRES_15 / outil), "-D", f"{dossier}/donnees", *arguments]
            subprocess.run(commande, cwd=dossier, stdout=subprocess.DEVNULL, check=True, **identite)

        jouer("initdb", "-U", "essai", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        jouer(
            "pg_ctl",
            "-w",
            "-l",
            f"{dossier}/journal",
            "-o",
            f"-k {dossier} -c listen_addresses='' -c fsync=off",
            "start",
        )
        try:
            installation = Installation(var, dossier, "clause_ouverte", "le_proprietaire", "une_application")
            with installation.connexion("essai", "postgres") as serveur:
                for role in (installation.proprietaire, installation.application):
                    serveur.execute(f"CREATE ROLE {role} LOGIN")
                serveur.execute(f"CREATE DATABASE {installation.nom} OWNER {installation.proprietaire}")
            yield installation
        finally:
            jouer("pg_ctl", "-m", "immediate", "stop")
