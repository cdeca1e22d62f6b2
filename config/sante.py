"""`/sante` : de quoi savoir, sans compte, si le site peut servir. Des nombres et des mots, rien de personne.

Avant tout autre intergiciel : une sonde ne connaît ni le nom du site ni https. Ce qui coûte (la base) n'est redemandé
que toutes les cinq secondes par processus, quoi qu'on demande.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from config import env
from config.journal import HotesRefuses
from config.taches import SANS_NOUVELLES

ADRESSES = ("/sante", "/sante/")
VALIDE = 5.0  # secondes
BON = "bon"
_journal = logging.getLogger(__name__)


class SanteMiddleware:
    """200 si tout est bon, 503 sinon ; les autres adresses passent."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite
        self._verrou = threading.Lock()
        self._bilan: dict[str, Any] = {}
        self._jusqu_a = float("-inf")

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        if requete.path_info not in ADRESSES:
            return self.suite(requete)
        if requete.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        bilan = self._a_jour()
        reponse = JsonResponse(bilan, status=200 if bilan["etat"] == BON else 503)
        reponse["Cache-Control"], reponse["X-Content-Type-Options"] = "no-store", "nosniff"
        reponse["Content-Length"] = str(len(reponse.content))
        return reponse

    def _a_jour(self) -> dict[str, Any]:
        with self._verrou:
            if time.monotonic() >= self._jusqu_a:
                self._bilan = examiner()
                self._jusqu_a = time.monotonic() + VALIDE
            return self._bilan


def examiner() -> dict[str, Any]:
    """`etat` : « bon », ou ce qui ne va pas. Disque en Mo ; exécutant en secondes depuis son dernier signe de vie."""
    libre = shutil.disk_usage(env.VAR.lire() if env.VAR.lire().exists() else env.RACINE).free // 1_000_000
    bilan: dict[str, Any] = {"processus": BON, **_de_la_base(), "disque_libre_mo": libre}
    bilan["hotes_refuses"] = HotesRefuses.combien
    fautes = {
        "base injoignable": bilan["base"] != BON,
        "migrations à passer": bool(bilan["migrations_a_passer"]),
        "exécutant muet": bilan["base"] == BON and _est_muet(bilan["executant_vu_il_y_a_s"]),
        "disque presque plein": libre < settings.DISQUE_MINIMAL_MO,
    }
    etat = ", ".join(faute for faute, est_vraie in fautes.items() if est_vraie) or BON
    return {"etat": etat, **bilan}


def _est_muet(secondes: int | None) -> bool:
    return secondes is None or secondes > SANS_NOUVELLES


def _de_la_base() -> dict[str, Any]:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
            vu = curseur.fetchone()[0]
        executeur = MigrationExecutor(connection)
        reste = len(executeur.migration_plan(executeur.loader.graph.leaf_nodes()))
    except DatabaseError as erreur:
        _journal.warning("/sante : la base ne répond pas (%s).", type(erreur).__name__)
        connection.close()
        return {"base": "injoignable", "migrations_a_passer": None, "executant_vu_il_y_a_s": None}
    return {"base": BON, "migrations_a_passer": reste, "executant_vu_il_y_a_s": vu}
