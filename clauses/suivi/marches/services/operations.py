"""Les verbes du programme et de l'opération."""

from typing import Any

from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.socle.acte import annuler_ligne, enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Operation, Programme
from regles.typographie import accorder


@service
def creer(*, par: Acteur, **champs: Any) -> Operation:
    """Ouvre une opération dans la structure porteuse de l'acteur. Sans facilitateur, c'est l'acteur s'il en est un."""
    operation = Operation(porteuse_id=par.porteuse_id)
    if champs.get("facilitateur") is None and par.role in ROLES_D_EQUIPE:
        champs.pop("facilitateur", None)
        operation.facilitateur_id = par.utilisateur_id
    _verifier_la_porteuse(operation, champs)
    return enregistrer(operation, champs)


@service
def modifier(
    operation: Operation, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any
) -> Operation:
    """Met l'opération à jour. Lève `ModifieEntreTemps` si quelqu'un l'a changée depuis `version_lue`."""
    actuelle = prendre_ligne(operation, version_lue)
    _verifier_la_porteuse(actuelle, champs)
    return enregistrer(actuelle, champs)


@service
def annuler(operation: Operation, *, par: Acteur, motif: str) -> Operation:
    """Annule une opération ouverte à tort ; celle qui a des marchés ne s'annule pas avant eux."""
    return annuler_ligne(operation, motif, "Dites pourquoi cette opération est annulée.", verifier=_exiger_sans_marche)


def _exiger_sans_marche(operation: Operation) -> None:
    if marches := operation.marches.actifs().count():
        raise RefusMetier(
            f"Cette opération réunit encore {accorder(marches, 'marché')}\u00a0: "
            "annulez-les d'abord, ou dites l'opération terminée."
        )


@service
def creer_programme(*, par: Acteur, **champs: Any) -> Programme:
    """Ouvre un programme (convention NPNRU, plan local) dans la structure porteuse de l'acteur."""
    programme = Programme(porteuse_id=par.porteuse_id)
    _verifier_les_dates(champs)
    return enregistrer(programme, champs)


@service
def modifier_programme(
    programme: Programme, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any
) -> Programme:
    actuel = prendre_ligne(programme, version_lue)
    _verifier_les_dates(champs)
    return enregistrer(actuel, champs)


@service
def annuler_programme(programme: Programme, *, par: Acteur, motif: str) -> Programme:
    """Annule un programme sans opération."""
    return annuler_ligne(programme, motif, "Dites pourquoi ce programme est annulé.", verifier=_exiger_sans_operation)


def _exiger_sans_operation(programme: Programme) -> None:
    if programme.operations.actifs().exists():
        raise RefusMetier("Ce programme réunit encore des opérations\u00a0: rattachez-les ailleurs d'abord.")


def _verifier_la_porteuse(operation: Operation, champs: dict[str, Any]) -> None:
    """Le donneur d'ordre, le programme et le facilitateur sont de la même structure porteuse."""
    for nom in ("donneur_d_ordre", "programme"):
        lie = champs.get(nom)
        if lie is not None and lie.porteuse_id != operation.porteuse_id:
            raise RefusMetier("Cette fiche n'est pas dans le répertoire de votre structure.", champ=nom)
    facilitateur = champs.get("facilitateur")
    if facilitateur is None:
        return
    equipe = facilitateur.appartenances.actifs().filter(porteuse_id=operation.porteuse_id, role__in=ROLES_D_EQUIPE)
    deja = operation.facilitateur_id == facilitateur.pk
    if not deja and not equipe.exists():
        raise RefusMetier("Cette personne n'est pas de l'équipe de votre structure.", champ="facilitateur")


def _verifier_les_dates(champs: dict[str, Any]) -> None:
    debut, fin = champs.get("date_debut"), champs.get("date_fin")
    if debut and fin and fin < debut:
        raise RefusMetier("La fin du programme précède son début.", champ="date_fin")
