"""Créer l'opération : la fiche devient une opération en préparation, son marché et ses lots, sans ressaisie."""

from typing import Any

from django.utils import timezone

from clauses.avant.projets.completude import manques_pour_ouvrir
from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.socle.acte import enregistrer, etat_apres, exiger_actif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Marche, Operation
from clauses.suivi.marches.services import lots, marches, operations
from regles.typographie import enumerer


@service
def ouvrir(projet: Projet, *, par: Acteur, operation: Operation | None = None) -> Operation:
    """Fait de la fiche une opération en préparation, un marché préparé et ses lots ; rend l'opération.

    `operation` : une opération du même donneur d'ordre à laquelle rattacher le marché, au lieu d'en créer une.
    Une fiche déjà ouverte rend son opération : deux clics, ou deux personnes, n'en font qu'une.
    La clause de chaque lot se pose ensuite (calibrage).
    """
    actuel = prendre_ligne(projet)
    if actuel.etat == Projet.Etat.OUVERT and actuel.operation is not None:
        return actuel.operation
    etat = etat_apres("projet", actuel.etat, "ouvrir")
    envisages = list(actuel.lots.actifs().order_by("tri", "pk"))
    if manques := manques_pour_ouvrir(actuel, envisages):
        raise RefusMetier(
            f"Avant de créer l'opération, écrivez {enumerer(m.libelle for m in manques)}.", champ=manques[0].champ
        )
    if operation is None:
        operation = operations.creer(par=par, **valeurs_de_l_operation(actuel))
    else:
        operation = verrouiller(operation)
        _verifier_le_rattachement(actuel, operation)
    marche = marches.creer(operation, par=par, est_alloti=True, **valeurs_du_marche(actuel))
    for envisage in envisages:
        lot = lots.creer(marche, par=par, **valeurs_du_lot(envisage, seul=len(envisages) == 1))
        enregistrer(verrouiller(envisage), {"lot": lot})
    enregistrer(
        actuel,
        {"etat": etat, "etat_depuis": timezone.localdate(), "operation": operation, "marche": marche, "motif_etat": ""},
    )
    return operation


def valeurs_de_l_operation(projet: Projet) -> dict[str, Any]:
    """Ce que la fiche dit de l'opération à créer."""
    return {
        "nom": projet.nom,
        "donneur_d_ordre": projet.donneur_d_ordre,
        "facilitateur": projet.facilitateur,
        "departement": projet.departement,
        "commune": projet.commune,
        "est_anru": projet.est_anru,
        "etat": Operation.Etat.PREPARATION,
        "description": projet.description,
    }


def valeurs_du_marche(projet: Projet) -> dict[str, Any]:
    """Ce que la fiche dit du marché à créer : préparé, il n'a pas encore de date."""
    return {
        "objet": projet.nom,
        "nature_achat": projet.nature_achat,
        "procedure": projet.procedure,
        "forme": projet.forme,
        "montant_ht": projet.montant_ht,
        "duree_mois": projet.duree_mois,
        "reconductions_prevues": projet.reconductions_prevues,
        "reconduction_mois": projet.reconduction_mois,
        "cpv": projet.cpv,
        "lieu_nom": projet.commune,
        "lieu_code": projet.code_postal or (projet.departement_id or ""),
        "etat": Marche.Etat.PREPARE,
    }


def valeurs_du_lot(lot: LotProjet, *, seul: bool) -> dict[str, Any]:
    """Ce que le lot envisagé dit du lot à créer ; un lot unique sans montant a celui du projet."""
    montant = lot.projet.montant_ht if seul and lot.montant_ht is None else lot.montant_ht
    return {"numero": lot.numero, "intitule": lot.intitule, "montant_ht": montant}


def _verifier_le_rattachement(projet: Projet, operation: Operation) -> None:
    if operation.donneur_d_ordre_id != projet.donneur_d_ordre_id or operation.porteuse_id != projet.porteuse_id:
        raise RefusMetier("Cette opération est celle d'un autre donneur d'ordre.", champ="operation")
    exiger_actif(operation)
    if operation.etat == Operation.Etat.TERMINEE:
        raise RefusMetier("Cette opération est terminée\u00a0: choisissez-en une autre.", champ="operation")
