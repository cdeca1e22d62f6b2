"""Le PostgreSQL embarqué : démarré à la première connexion, arrêté quand le dernier usager part.

Un processus « rejoint » le serveur en prenant un verrou partagé que le noyau lâche à sa mort. Site, travaux
et commandes partagent ainsi un même dossier sans se connaître. `veilleur.py` dit comment il s'arrête.
Mesures et pièges : docs/decisions/0001-postgresql-embarque.md.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config.postgresql import veilleur
from config.postgresql.emplacement import VERSION, Emplacement, preparer
from config.postgresql.erreurs import PostgresqlIndisponible, expliquer

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 120.0  # secondes : une reprise après incident rejoue son journal avant d'accepter quiconque
SUPERUTILISATEUR = "postgres"

REGLAGES = """\
# Réglages de Clause ouverte. ALTER SYSTEM les remplace sans toucher à ce fichier.
listen_addresses = ''
max_connections = 60
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
max_wal_size = 2GB
logging_collector = on
log_directory = '../journaux'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = 2s
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
"""
REGLAGES_JETABLES = """\
listen_addresses = ''
max_connections = 60
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


class Serveur:
    """Un serveur embarqué et un dossier. `rejoindre()` donne le dossier de sa prise ; on peut la rappeler."""

    def __init__(
        self,
        dossier: Path,
        *,
        compte: str,
        nom: str,
        application: str,
        proprietaire: str,
        jetable: bool = False,
    ) -> None:
        self.voulu = dossier
        self.compte = compte
        self.nom = nom
        self.application = application
        self.proprietaire = proprietaire
        self.jetable = jetable
        self._un_a_la_fois = threading.RLock()
        self._emplacement: Emplacement | None = None
        self._usager: int | None = None
        self._rejoint = False
        os.register_at_fork(after_in_child=self._apres_fork)

    def rejoindre(self, *, verifier: bool = False) -> Path:
        """Démarre le serveur s'il le faut. `verifier` : ne pas croire un succès passé.

        Lève PostgresqlIndisponible, qui dit la raison et le remède.
        """
        with self._un_a_la_fois:
            if self._emplacement is None:
                if fcntl is None:
                    raise PostgresqlIndisponible(
                        "PostgreSQL embarqué ne fonctionne pas sous Windows : installez PostgreSQL 15 ou "
                        "plus, et donnez son adresse par DATABASE_URL=postgresql://utilisateur:secret@localhost/base."
                    )
                self._emplacement = preparer(self.voulu, self.compte)
            lieu = self._emplacement
            if self._usager is None:
                self._usager = self._ouvrir(lieu, "usagers.verrou")
                fcntl.flock(self._usager, fcntl.LOCK_SH)
            if verifier or not self._rejoint:
                self._rejoint = False
                if not (self._repond(lieu, self.application, self.nom) and self._est_veille(lieu)):
                    self._demarrer(lieu)
                self._rejoint = True
            return lieu.prise

    def quitter(self, *, attendre: float = 0.0) -> bool:
        """Lâche le verrou ; vrai si le serveur s'est arrêté dans le délai (secondes).

        N'attend pas un serveur que d'autres emploient encore.
        """
        with self._un_a_la_fois:
            if self._usager is not None:
                os.close(self._usager)
            self._usager, self._rejoint = None, False
            lieu = self._emplacement
        debut = time.monotonic()
        while lieu is not None and (lieu.donnees / "postmaster.pid").exists():
            ecoule = time.monotonic() - debut
            # Une seconde suffit au veilleur pour voir le départ ; passé ce temps, il tient le verrou, ou d'autres.
            if ecoule >= attendre or (ecoule > 1 and not self._est_pris(lieu, "usagers.verrou")):
                return False
            time.sleep(0.02)
        return True

    @contextmanager
    def seul(self) -> Iterator[bool]:
        """Vrai si nul autre n'emploie le serveur : qui voudrait le rejoindre attend alors la fin du bloc."""
        self.rejoindre()
        usager = self._usager
        assert usager is not None
        try:
            fcntl.flock(usager, fcntl.LOCK_EX | fcntl.LOCK_NB)
            libre = True
        except BlockingIOError:
            libre = False
        try:
            yield libre
        finally:
            # Changer de verrou, c'est lâcher le premier : le veilleur a pu croire que nous partions.
            fcntl.flock(usager, fcntl.LOCK_SH)
            self.rejoindre(verifier=True)

    def _apres_fork(self) -> None:
        # L'enfant partage le verrou de son parent : il prend le sien, pour compter même quand le parent part.
        if self._usager is not None and self._emplacement is not None:
            ancien, self._usager = self._usager, self._ouvrir(self._emplacement, "usagers.verrou")
            fcntl.flock(self._usager, fcntl.LOCK_SH)
            os.close(ancien)
        self._un_a_la_fois = threading.RLock()

    def _ouvrir(self, lieu: Emplacement, nom: str) -> int:
        descripteur = os.open(lieu.dossier / nom, os.O_RDWR | os.O_CREAT, 0o600)
        if lieu.compte:
            os.fchown(descripteur, lieu.compte.uid, lieu.compte.gid)
        return descripteur

    @contextmanager
    def _seul_a_demarrer(self, lieu: Emplacement) -> Iterator[None]:
        descripteur = self._ouvrir(lieu, "demarrage.verrou")
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descripteur)

    def _repond(self, lieu: Emplacement, role: str, base: str) -> bool:
        try:
            psycopg.connect(host=str(lieu.prise), user=role, dbname=base, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _est_veille(self, lieu: Emplacement) -> bool:
        return self._est_pris(lieu, "veilleur.verrou")

    def _est_pris(self, lieu: Emplacement, nom: str) -> bool:
        """Quelqu'un tient-il ce verrou pour lui seul ?"""
        descripteur = self._ouvrir(lieu, nom)
        try:
            fcntl.flock(descripteur, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descripteur)
        return False

    def _demarrer(self, lieu: Emplacement) -> None:
        with self._seul_a_demarrer(lieu):
            self._initialiser(lieu)
            limite = time.monotonic() + PATIENCE
            while True:
                if not self._est_veille(lieu):
                    self._lancer_veilleur(lieu)
                if self._repond(lieu, SUPERUTILISATEUR, "postgres"):
                    break
                if time.monotonic() > limite:
                    raise PostgresqlIndisponible(expliquer(self._journal(lieu), lieu.dossier))
                time.sleep(0.05)
            self._amorcer(lieu)

    def _initialiser(self, lieu: Emplacement) -> None:
        """initdb, dans un dossier provisoire renommé à la fin : une interruption ne laisse rien à moitié."""
        fichier_version = lieu.donnees / "PG_VERSION"
        if fichier_version.exists():
            if (trouvee := fichier_version.read_text().strip()) != VERSION:
                raise PostgresqlIndisponible(
                    f"Les données de {lieu.dossier} sont de PostgreSQL {trouvee}, et les binaires de la "
                    f"version {VERSION} : voir « Changer de version » dans docs/exploitation.md."
                )
            return
        provisoire = lieu.dossier / f"donnees.{os.getpid()}"
        commande: list[str | Path] = [lieu.binaires / "initdb", "-D", provisoire, "-U", SUPERUTILISATEUR]
        commande += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        commande += ["--auth-local=trust", "--auth-host=scram-sha-256"]
        commande += ["--no-sync"] if self.jetable else []
        fait = self._executer(lieu, commande)
        if fait.returncode:
            raise PostgresqlIndisponible(expliquer(fait.stdout + fait.stderr, lieu.dossier))
        reglages = provisoire / "clause-ouverte.conf"
        reglages.write_text(REGLAGES_JETABLES if self.jetable else REGLAGES)
        if lieu.compte:
            os.chown(reglages, lieu.compte.uid, lieu.compte.gid)
        with (provisoire / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'clause-ouverte.conf'\n")
        provisoire.rename(lieu.donnees)

    def _executer(self, lieu: Emplacement, commande: list[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload]
            [str(mot) for mot in commande],
            cwd=lieu.dossier,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            **(lieu.compte.identite if lieu.compte else {}),
        )

    def _lancer_veilleur(self, lieu: Emplacement) -> None:
        commande = [sys.executable, "-I", veilleur.__file__, "--dossier", str(lieu.dossier)]
        commande += ["--postgres", str(lieu.binaires / "postgres"), "--prise", str(lieu.prise)]
        if lieu.compte:
            commande += ["--compte", f"{lieu.compte.uid}:{lieu.compte.gid}"]
        if self.jetable:
            commande.append("--jetable")
        fait = subprocess.run(commande, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if fait.returncode:
            raise PostgresqlIndisponible(expliquer(fait.stderr + self._journal(lieu), lieu.dossier))

    def _journal(self, lieu: Emplacement) -> str:
        """L'erreur fatale du démarrage s'il y en a une ; sinon aussi le dernier journal du serveur."""
        try:
            textes = [(lieu.dossier / "demarrage.log").read_text(errors="replace")]
            if "FATAL" in textes[0]:
                return textes[0]
            journaux = sorted((lieu.dossier / "journaux").glob("*.log"), key=lambda f: f.stat().st_mtime)
            textes += [fichier.read_text(errors="replace")[-4000:] for fichier in journaux[-1:]]
        except OSError as erreur:
            return str(erreur)
        return "".join(textes)

    def _amorcer(self, lieu: Emplacement) -> None:
        """Rôles, base et privilèges par défaut ; chaque étape se passe si elle est déjà faite."""
        hote = str(lieu.prise)
        with psycopg.connect(host=hote, user=SUPERUTILISATEUR, dbname="postgres", autocommit=True) as connexion:
            droits = "CREATEDB" if self.jetable else "NOCREATEDB"
            for role, options in ((self.proprietaire, droits), (self.application, "NOCREATEDB")):
                if not connexion.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    creation = f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS {options}"
                    connexion.execute(sql.SQL(creation).format(sql.Identifier(role)))
            if connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.nom]).fetchone():
                return
        # template1 d'abord : toute base créée ensuite, base de test comprise, naît avec ces privilèges.
        with psycopg.connect(host=hote, user=SUPERUTILISATEUR, dbname="template1", autocommit=True) as connexion:
            for ordre in privileges_par_defaut(self.proprietaire, self.application):
                connexion.execute(ordre)
        with psycopg.connect(host=hote, user=SUPERUTILISATEUR, dbname="postgres", autocommit=True) as connexion:
            noms = sql.Identifier(self.nom), sql.Identifier(self.proprietaire)
            connexion.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*noms))


def privileges_par_defaut(proprietaire: str, application: str) -> list[sql.Composed]:
    """Ce que l'application peut faire des tables que le propriétaire créera : les lire et les écrire."""
    roles = {"proprietaire": sql.Identifier(proprietaire), "application": sql.Identifier(application)}
    debut = "ALTER DEFAULT PRIVILEGES FOR ROLE {proprietaire} "
    ordres = (
        debut + "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}",
        debut + "GRANT USAGE, SELECT ON SEQUENCES TO {application}",
    )
    return [sql.SQL(ordre).format(**roles) for ordre in ordres]
