"""Travaux différés (procrastinate) : ce que l'exécutant sait faire, et quand."""

import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.utils.module_loading import import_string
from procrastinate import App, JobContext
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from clauses.fond.socle import jobs
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import Envoi
from clauses.fond.socle.registre import Periodique
from config.planification import periodiques

SANS_NOUVELLES = 30  # secondes : l'exécutant donne signe de vie toutes les dix
HEURES_GARDEES = 30 * 24
journal = logging.getLogger(__name__)


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
    # La reprise ne s'attend pas elle-même : perdue en chemin, elle retiendrait celles qui doivent la reprendre.
    verrous = {"queueing_lock": f"{nom}:attend"} if fonction is reprendre else {"queueing_lock": nom, "lock": nom}
    tache: Any = app.task(name=nom, pass_context=technique, **verrous)  # type: ignore[call-overload]
    app.periodic(cron=periodique.cron, periodic_id=periodique.nom)(tache(fonction))


def comme_service(periodique: Periodique) -> Callable[..., None]:
    def executer(timestamp: int) -> None:
        jobs.trouver(periodique.tache)(par=Acteur.systeme(periodique.nom))

    return executer


async def reprendre(contexte: JobContext, timestamp: int) -> None:
    await rendre_a_la_file(contexte.app.job_manager)


async def rendre_a_la_file(gestionnaire: JobManager) -> None:
    """Les travaux en cours d'un exécutant muet reviennent dans la file ; chacun pour soi, aucun ne retient les autres.

    Celui qui a déjà fait perdre cinq exécutants s'arrête là. Un périodique dont le suivant attend déjà aussi : le
    suivant fera son ouvrage (procrastinate n'en laisse pas deux attendre).
    """
    for travail in await gestionnaire.get_stalled_jobs(seconds_since_heartbeat=SANS_NOUVELLES):
        try:
            if travail.attempts < jobs.ESSAIS:
                await gestionnaire.retry_job(travail)
                continue
        except UniqueViolation:
            journal.info("%s : le suivant attend déjà.", travail.task_name)
        journal.warning("Travail %s (%s) arrêté, perdu %s fois.", travail.id, travail.task_name, travail.attempts + 1)
        await gestionnaire.finish_job(travail, Status.FAILED, delete_job=False)


async def faire_le_menage(contexte: JobContext, timestamp: int) -> None:
    await contexte.app.job_manager.delete_old_jobs(nb_hours=HEURES_GARDEES)
    await sync_to_async(_effacer_le_perime)()


def _effacer_le_perime(*_: Any) -> None:
    call_command("clearsessions")
    Envoi.objects.effacer_les_vieux()
