"""Des lecteurs sur un vrai serveur : une page seule, lue par un, puis par huit, rapportée à une page vide.

Les lecteurs sont des fils de ce processus : ils écrivent une requête, lisent la réponse sans l'interpréter, et
recommencent. Ils partagent les cœurs du serveur ; ce qu'ils en prennent est mesuré, et dit (`part_des_lecteurs`).
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from config import env

LECTEURS = 8
DUREE = 4.0  # secondes par mesure
ECHAUFFEMENT = 3  # lectures de chacun, hors mesure


@dataclass(frozen=True)
class Mesure:
    """Une page lue par `lecteurs` personnes : requêtes par seconde, et ses temps en millisecondes."""

    par_seconde: float
    p50: float
    p95: float
    part_des_lecteurs: float  # d'un cœur, de 0 à 1

    @classmethod
    def de(cls, temps: Sequence[float], duree: float, des_lecteurs: float) -> "Mesure":
        """Tout en secondes. `temps` : de chaque lecture ; `duree` : de la mesure ; `des_lecteurs` : de processeur."""
        en_ms = [1000 * t for t in temps]
        p95 = statistics.quantiles(en_ms, n=20)[-1] if len(en_ms) > 1 else en_ms[0]
        return cls(len(temps) / duree, statistics.median(en_ms), p95, des_lecteurs / duree)


class Lecteur:
    """Une personne connectée, par une connexion HTTP gardée ouverte."""

    def __init__(self, port: int, courriel: str, mot_de_passe: str) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.temoins: dict[str, str] = {}
        page = self._demander("/connexion/")
        trouve = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if trouve is None:
            raise RuntimeError("La page de connexion n'a pas de jeton.")
        corps = urlencode(
            {"csrfmiddlewaretoken": trouve.group(1), "courriel": courriel, "mot_de_passe": mot_de_passe, "next": "/"}
        )
        self._demander("/connexion/", "POST", corps)
        if "sessionid" not in self.temoins:
            raise RuntimeError(f"La connexion de {courriel} a échoué.")
        self.entetes = {"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())}

    def _demander(self, chemin: str, methode: str = "GET", corps: str | None = None) -> str:
        entetes = {"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())}
        if corps is not None:
            entetes |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        self.http.request(methode, chemin, corps, entetes)
        reponse = self.http.getresponse()
        texte = reponse.read().decode()
        for entete in reponse.headers.get_all("Set-Cookie") or []:
            nom, _, valeur = entete.partition(";")[0].partition("=")
            self.temoins[nom] = valeur
        if reponse.status >= 400:
            raise RuntimeError(f"{chemin} répond {reponse.status}.")
        return texte

    def lire(self, chemin: str) -> float:
        """Le temps d'une lecture, en secondes. Lève RuntimeError si la page n'est pas montrée."""
        debut = time.perf_counter()
        self.http.request("GET", chemin, None, self.entetes)
        reponse = self.http.getresponse()
        reponse.read()
        if reponse.status != 200:
            raise RuntimeError(f"{chemin} répond {reponse.status}.")
        return time.perf_counter() - debut


@contextmanager
def site() -> Iterator[int]:
    """Le serveur de production, sur un port libre."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = int(prise.getsockname()[1])
    processus = subprocess.Popen(
        [sys.executable, "-m", "config.servir"],
        env={**os.environ, "PORT": str(port)},
        cwd=env.RACINE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert processus.stdout is not None
        for ligne in processus.stdout:
            if f":{port}/" in ligne:
                break
        else:
            raise RuntimeError("Le serveur ne s'est pas lancé.")
        yield port
    finally:
        processus.terminate()
        processus.wait(60)


def chronometrer(lecteurs: Sequence[Lecteur], chemins: Sequence[str], duree: float = DUREE) -> Mesure:
    """Chaque lecteur relit sa page (`chemins`, à tour de rôle) pendant `duree` secondes, et rien d'autre."""
    temps: list[float] = []
    erreurs: list[BaseException] = []
    depart = threading.Barrier(len(lecteurs))

    def lire(lecteur: Lecteur, chemin: str) -> None:
        siens: list[float] = []
        try:
            for _ in range(ECHAUFFEMENT):
                lecteur.lire(chemin)
            depart.wait(60)
            fin = time.perf_counter() + duree
            while time.perf_counter() < fin:
                siens.append(lecteur.lire(chemin))
        except BaseException as erreur:
            depart.abort()
            erreurs.append(erreur)
        temps.extend(siens)

    fils = [
        threading.Thread(target=lire, args=(lecteur, chemins[rang % len(chemins)]))
        for rang, lecteur in enumerate(lecteurs)
    ]
    avant = time.process_time()
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    if erreurs:
        raise next((e for e in erreurs if not isinstance(e, threading.BrokenBarrierError)), erreurs[0])
    return Mesure.de(temps, duree, time.process_time() - avant)
