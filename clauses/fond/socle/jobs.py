"""Travaux différés : un travail est un service, nommé par son chemin, et quelques identifiants.

`differer("clauses.suivi.declarations.services.valider_tout", par=acteur, declaration_id=pk)` inscrit le travail dans
la transaction en cours : annulée, elle l'emporte. Un travail peut être exécuté deux fois (coupure) : le service
doit être idempotent, et ne recevoir que des identifiants, relus dans la base au moment de travailler.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.module_loading import import_string
from procrastinate import BaseRetryStrategy, Blueprint, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from clauses.fond.socle import registre
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier

ESSAIS = 5
Identifiant = UUID | int | str

plan = Blueprint()


class PasUnService(ValueError):
    """Le chemin donné à `differer` ne mène pas à un service (`@service`) d'une tranche."""


class Reprises(BaseRetryStrategy):
    """Cinq essais, de plus en plus espacés (4 s, 16 s, 1 min, 4 min) ; un refus du métier est définitif."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, RefusMetier) or job.attempts >= ESSAIS - 1:
            return None
        return RetryDecision(retry_in={"seconds": 4 ** (job.attempts + 1)})


def chemin_present(chemin: str) -> str:
    """Où est aujourd'hui le service d'un travail inscrit avant le 1ᵉʳ décembre 2026, quand les tranches n'avaient pas
    d'étage : « clauses.declarations.… » est « clauses.suivi.declarations.… ». Un chemin d'aujourd'hui revient tel quel.
    """
    racine, _, suite = chemin.partition(".")
    tranche, _, reste = suite.partition(".")
    if racine == "clauses" and (rangee := apps.app_configs.get(tranche)) is not None:
        return f"{rangee.name}.{reste}"
    return chemin


def trouver(chemin: str) -> Callable[..., Any]:
    """Le service de ce chemin ; lève PasUnService si ce n'en est pas un."""
    try:
        fonction = import_string(chemin)
    except ImportError as erreur:
        raise PasUnService(f"{chemin} n'existe pas.") from erreur
    if not chemin.startswith("clauses.") or not getattr(fonction, "est_un_service", False):
        raise PasUnService(f"{chemin} n'est pas un service : il lui manque @service.")
    return fonction


def differer(chemin: str, *, par: Acteur, verrou: str | None = None, **ids: Identifiant) -> int:
    """Inscrit le travail ; rend son numéro. Deux travaux de même `verrou` ne courent jamais ensemble."""
    trouver(chemin)
    for nom, valeur in ids.items():
        if not isinstance(valeur, Identifiant):
            raise TypeError(f"Un travail ne prend que des identifiants : {nom} est un {type(valeur).__name__}.")
    travail = app.configure_task("metier:executer", lock=verrou)
    return travail.defer(chemin=chemin, par=en_json(asdict(par)), ids=en_json(ids))


def annoncer(quoi: str, *, par: Acteur, **ids: Identifiant) -> None:
    """Inscrit ce que des tranches plus hautes font après cela : leurs cartes le disent (`Carte.differes`)."""
    for suite in registre.differes(quoi):
        differer(suite.tache, par=par, verrou=None, **ids)


def file_d_attente(verrou: str) -> list[tuple[dict[str, Any], bool]]:
    """(identifiants, vrai s'il est en train de se faire) des travaux de ce verrou, dans l'ordre où ils passent."""
    travaux = ProcrastinateJob.objects.filter(lock=verrou, status__in=("todo", "doing"))
    lus = travaux.order_by("-priority", "id").values_list("args", "status")
    return [(args["ids"], status == "doing") for args, status in lus]


def en_json(valeurs: dict[str, Any]) -> dict[str, Any]:
    return {nom: str(valeur) if isinstance(valeur, UUID) else valeur for nom, valeur in valeurs.items()}


def acteur_depuis(valeurs: dict[str, Any]) -> Acteur:
    """L'acteur qu'`en_json` a mis à plat : ses identifiants redeviennent des UUID."""
    cles = {champ.name for champ in fields(Acteur) if champ.name.endswith("_id")}
    relues: dict[str, Any] = {nom: UUID(v) if nom in cles and v else v for nom, v in valeurs.items()}
    return Acteur(**relues)


@plan.task(name="executer", retry=Reprises())
def executer(chemin: str, par: dict[str, Any], ids: dict[str, Any]) -> None:
    """Le seul travail : appelle le service de ce chemin."""
    trouver(chemin_present(chemin))(par=acteur_depuis(par), **ids)
