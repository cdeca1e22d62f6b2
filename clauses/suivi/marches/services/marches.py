"""Les verbes du marché : creer, modifier, annuler. Ce qui lui arrive ensuite est dans `evenements.py`."""

from typing import Any

from django.utils import timezone

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_actif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Lot, Marche, Operation
from clauses.suivi.marches.services import lots
from regles.cycles import etat_suivant
from regles.typographie import accorder

_LONGUEUR_INTITULE = 250


@service
def creer(operation: Operation, *, par: Acteur, est_alloti: bool = False, **champs: Any) -> Marche:
    """Ajoute un marché à l'opération. Non alloti, il reçoit aussitôt son lot unique, aux mêmes objet et montant.

    L'état découle des dates : préparé sans notification, notifié avec, en cours dès que l'exécution a commencé.
    """
    exiger_actif(operation)
    marche = Marche(porteuse_id=operation.porteuse_id, operation=operation)
    _verifier_les_dates(champs)
    marche.etat = _etat_de_depart(champs)
    enregistrer(marche, champs)
    if not est_alloti:
        enregistrer(
            Lot(marche=marche, numero="1", intitule=marche.objet[:_LONGUEUR_INTITULE], montant_ht=marche.montant_ht)
        )
    return marche


@service
def modifier(marche: Marche, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any) -> Marche:
    """Corrige la fiche. Un marché préparé devient notifié quand sa date de notification est écrite."""
    actuel = prendre_ligne(marche, version_lue)
    notification = champs.get("date_notification", actuel.date_notification)
    if notification is None and actuel.etat != Marche.Etat.PREPARE:
        raise RefusMetier(
            "Ce marché est notifié\u00a0: sa date de notification est à remplir.", champ="date_notification"
        )
    faites = actuel.evenements.actifs().filter(nature="reconduction", lot__isnull=True).count()
    if champs.get("reconductions_prevues", faites) < faites:
        raise RefusMetier(
            f"{accorder(faites, 'reconduction a déjà été faite', 'reconductions ont déjà été faites')}\u00a0: "
            "le marché ne peut pas en prévoir moins.",
            champ="reconductions_prevues",
        )
    _verifier_les_dates(champs)
    if actuel.etat == Marche.Etat.PREPARE:
        actuel.etat = _etat_de_depart(champs)
    return enregistrer(actuel, champs)


@service
def annuler(marche: Marche, *, par: Acteur, motif: str) -> Marche:
    """Annule un marché créé à tort, et ses lots avec lui. Refusé dès qu'un lot porte des contrats ou de l'argent."""

    def annuler_les_lots(actuel: Marche) -> None:
        for lot in actuel.lots.actifs().order_by("tri", "pk"):
            lots.annuler(lot, par=par, motif=motif)

    return annuler_ligne(marche, motif, "Dites pourquoi ce marché est annulé.", verifier=annuler_les_lots)


def _etat_de_depart(champs: dict[str, Any]) -> str:
    etat = str(Marche.Etat.PREPARE)
    if champs.get("date_notification"):
        etat = etat_suivant("marche", etat, "notifier")
        debut = champs.get("date_debut")
        if debut and debut <= timezone.localdate():
            etat = etat_suivant("marche", etat, "demarrer")
    return etat


def _verifier_les_dates(champs: dict[str, Any]) -> None:
    notification, debut = champs.get("date_notification"), champs.get("date_debut")
    if debut and not notification:
        raise RefusMetier(
            "L'exécution ne commence pas avant la notification\u00a0: écrivez sa date.", champ="date_notification"
        )
    if debut and notification and debut < notification:
        raise RefusMetier(
            "L'exécution commence avant la notification\u00a0: vérifiez les deux dates.", champ="date_debut"
        )
