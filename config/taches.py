"""Travaux différés (procrastinate) : ce que l'exécutant sait faire, et quand."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.utils.module_loading import import_string
from procrastinate import App, JobContext

from clauses.fond.socle import jobs
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.registre import Periodique
from config.planification import periodiques

SANS_NOUVELLES = 30  # secondes : l'exécutant donne signe de vie toutes les dix
HEURES_GARDEES = 30 * 24


def au_demarrage(app: App) -> None:
    """Appelé par procrastinate quand Django est prêt."""
    app.add_tasks_from(jobs.plan, namespace="metier")
    for periodique in periodiques():
        inscrire(app, periodique)


def inscrire(app: App, periodique: Periodique) -> None:
    """Une tâche technique reçoit le contexte de procrastinate ; un service, l'acteur « systeme »."""
    technique = periodique.tache.startswith("config.")
    # Un service se résout à l'exécution, une fois tous les modèles chargés.
    fonction = import_string(periodique.tache) if technique else comme_service(periodique)
    nom = f"periodique:{periodique.nom}"
    tache: Any = app.task(name=nom, queueing_lock=nom, lock=nom, pass_context=technique)  # type: ignore[call-overload]
    app.periodic(cron=periodique.cron, periodic_id=periodique.nom)(tache(fonction))


def comme_service(periodique: Periodique) -> Callable[..., None]:
    def executer(timestamp: int) -> None:
        jobs.trouver(periodique.tache)(par=Acteur.systeme(periodique.nom))

    return executer


async def reprendre(contexte: JobContext, timestamp: int) -> None:
    """Les travaux en cours d'un exécutant muet reviennent dans la file."""
    gestionnaire = contexte.app.job_manager
    for travail in await gestionnaire.get_stalled_jobs(seconds_since_heartbeat=SANS_NOUVELLES):
        await gestionnaire.retry_job(travail)


async def faire_le_menage(contexte: JobContext, timestamp: int) -> None:
    await contexte.app.job_manager.delete_old_jobs(nb_hours=HEURES_GARDEES)
    await sync_to_async(_effacer_les_sessions)()


def _effacer_les_sessions(*_: Any) -> None:
    call_command("clearsessions")
