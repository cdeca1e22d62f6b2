"""Le chef d'orchestre : base, migrations, site et travaux, lancés ensemble et arrêtés ensemble.

    python -m config.servir [--demonstration]

Ctrl-C (ou SIGTERM) arrête le site, l'exécutant des travaux et la base embarquée, dans cet ordre. Un enfant qui
meurt est relancé ; s'il meurt trop souvent, tout s'arrête, et c'est dit.
"""

import argparse
import contextlib
import ctypes
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import django
from django.core.management import call_command
from django.db import connections

from config import env
from config.base_de_donnees import serveur
from config.postgresql.erreurs import PostgresqlIndisponible

# Par processus : sans ce nombre, le serveur en ouvre autant qu'il veut, et une connexion pour chacun. Deux servent un
# cinquième de pages de plus que quatre, qui se disputent le même interpréteur (mesuré : huit lecteurs, deux cœurs).
FILS = 2
ENTETES_ATTENDUS = 10_000  # millisecondes : qui n'a pas fini de dire ce qu'il demande est raccroché
ENTETES_MAX = 131_072  # octets : un millier de lignes choisies, dans une adresse
DELAI = 20.0  # secondes laissées à chacun pour finir proprement
MORTS_PERMISES = 5
PR_SET_PDEATHSIG = 1


class Empechement(Exception):
    """Ce qui empêche de servir, en français, avec le remède."""


class Enfant:
    """Un processus qui doit vivre tant que nous vivons."""

    def __init__(self, nom: str, commande: Sequence[str]) -> None:
        self.nom = nom
        self.commande = list(commande)
        self.morts: list[float] = []
        self.processus = self._lancer()

    def _lancer(self) -> subprocess.Popen[bytes]:
        # Sa propre session : Ctrl-C n'arrive qu'à nous, qui arrêtons chacun dans l'ordre.
        return subprocess.Popen(
            self.commande,
            cwd=env.RACINE,
            start_new_session=True,
            preexec_fn=mourir_avec_le_parent,  # noqa: PLW1509 - nous n'avons qu'un fil
        )

    def relancer_si_mort(self) -> None:
        code = self.processus.poll()
        if code is None:
            return
        maintenant = time.monotonic()
        self.morts = [mort for mort in self.morts if maintenant - mort < 60] + [maintenant]
        if len(self.morts) >= MORTS_PERMISES:
            raise Empechement(f"{self.nom} s'arrête sans cesse (code {code}) : voir les messages ci-dessus.")
        self._achever()
        print(f"{self.nom} s'est arrêté (code {code}) ; il est relancé.", file=sys.stderr, flush=True)
        time.sleep(min(len(self.morts), 3))
        self.processus = self._lancer()

    def demander_l_arret(self) -> None:
        if self.processus.poll() is None:
            self.processus.terminate()

    def attendre_l_arret(self, limite: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.processus.wait(max(0.1, limite - time.monotonic()))
        self._achever()
        self.processus.wait()

    def _achever(self) -> None:
        """Le chef de session mort, ses descendants restent joignables par leur groupe."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processus.pid, signal.SIGKILL)


def mourir_avec_le_parent() -> None:
    """Sous Linux, l'enfant reçoit SIGTERM si nous mourons sans prévenir (kill -9)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def verifier_le_port(adresse: str, port: int) -> None:
    famille = socket.AF_INET6 if ":" in adresse else socket.AF_INET
    with socket.socket(famille, socket.SOCK_STREAM) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((adresse, port))
        except OSError as erreur:
            raise Empechement(
                f"Le port {port} de {adresse} n'est pas libre ({erreur.strerror}). "
                f"Choisissez-en un autre : PORT={port + 1} make demo"
            ) from erreur


def preparer(demonstration: bool, taille: int) -> str:
    """Base, migrations, fichiers statiques, récit. Rend ce que dit le récit : les comptes."""
    _dire("Base de données…")
    django.setup()
    if not env.DATABASE_URL.lire():
        serveur().rejoindre()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    comptes = io.StringIO()
    if demonstration:
        _dire("Démonstration : dix-huit mois d'une histoire inventée (une demi-minute la première fois)…")
        call_command("charger_demonstration", taille=taille, stdout=comptes)
    connections.close_all()
    return comptes.getvalue()


def _dire(etape: str) -> None:
    print(etape, flush=True)


def lancer() -> list[Enfant]:
    site = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    site += ["--host", env.ADRESSE.lire(), "--port", str(env.PORT.lire())]
    site += ["--workers", str(env.SERVEURS.lire()), "--blocking-threads", str(FILS)]
    site += ["--http1-header-read-timeout", str(ENTETES_ATTENDUS), "--http1-buffer-size", str(ENTETES_MAX)]
    site += ["--respawn-failed-workers", "config.wsgi:application"]
    travaux = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2"]
    return [Enfant("Le site", site), Enfant("L'exécutant des travaux", travaux)]


def attendre_le_site(enfants: list[Enfant], adresse: str, port: int) -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        for enfant in enfants:
            enfant.relancer_si_mort()
        try:
            socket.create_connection((adresse, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Empechement("Le site n'a pas répondu en une minute.")


def arreter(enfants: list[Enfant]) -> None:
    for enfant in enfants:
        enfant.demander_l_arret()
    limite = time.monotonic() + DELAI
    for enfant in enfants:
        enfant.attendre_l_arret(limite)
    # Sans effet si nous ne l'avons pas rejoint. Une commande en cours la garde ouverte, et l'arrêtera en partant.
    serveur().quitter(attendre=DELAI)


def interrompre(_signal: int, _cadre: FrameType | None) -> None:
    raise KeyboardInterrupt


def servir(demonstration: bool, taille: int) -> None:
    adresse, port = env.ADRESSE.lire(), env.PORT.lire()
    enfants: list[Enfant] = []
    verifier_le_port(adresse, port)
    try:
        comptes = preparer(demonstration, taille)
        _dire("Le site démarre…")
        enfants = lancer()
        attendre_le_site(enfants, adresse, port)
        hote = f"[{adresse}]" if ":" in adresse else adresse
        print(f"\n{comptes}\nClause ouverte : http://{hote}:{port}/   (Ctrl-C pour arrêter)", flush=True)
        while True:
            for enfant in enfants:
                enfant.relancer_si_mort()
            time.sleep(0.5)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        arreter(enfants)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--demonstration", action="store_true", help="charge le récit, affiche ses comptes")
    options.add_argument("--taille", type=int, default=0, help="compléter la démonstration jusqu'à tant de marchés")
    os.environ.setdefault(env.REGLAGES.nom, env.REGLAGES.defaut)
    # SIGINT aussi : un shell qui nous lance en arrière-plan l'aurait rendu sourd.
    for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero, interrompre)
    try:
        choix = options.parse_args()
        servir(choix.demonstration, choix.taille)
    except KeyboardInterrupt:
        print("\nTout est arrêté.", flush=True)
        return 0
    except (Empechement, PostgresqlIndisponible) as raison:
        print(raison, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
