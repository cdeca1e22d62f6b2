"""Les verbes du lot et de ses tranches."""

from typing import Any

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_actif, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Lot, Marche, Tranche
from regles.typographie import enumerer

# Ce qui retient un lot : les relations dont une ligne active interdit de l'annuler, et comment les nommer.
_RETENUES = (
    ("affectations", "des contrats d'insertion"),
    ("commandes", "des bons de commande"),
    ("factures", "des factures"),
    ("heures_totales", "des heures travaillées"),
)


@service
def creer(marche: Marche, *, par: Acteur, **champs: Any) -> Lot:
    """Ajoute un lot au marché."""
    exiger_actif(marche)
    return enregistrer(Lot(marche=marche), champs)


@service
def modifier(lot: Lot, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any) -> Lot:
    actuel = prendre_ligne(lot, version_lue)
    return enregistrer(actuel, champs)


@service
def annuler(lot: Lot, *, par: Acteur, motif: str) -> Lot:
    """Annule un lot créé à tort. Refusé tant qu'il porte des contrats, des heures ou de l'argent."""
    return annuler_ligne(lot, motif, "Dites pourquoi ce lot est annulé.", verifier=_exiger_libre)


def _exiger_libre(lot: Lot) -> None:
    retenues = [nom for relation, nom in _RETENUES if getattr(lot, relation).actifs().exists()]
    if retenues:
        raise RefusMetier(
            f"Le lot {lot.numero} porte encore {enumerer(retenues)}\u00a0: annulez-les ou déplacez-les d'abord."
        )


@service
def ajouter_tranche(lot: Lot, *, par: Acteur, **champs: Any) -> Tranche:
    """Ajoute une tranche, ferme ou optionnelle, au numéro suivant si aucun n'est donné."""
    exiger_actif(lot)
    if not champs.get("numero"):
        derniere = lot.tranches.actifs().order_by("-numero").values_list("numero", flat=True).first()
        champs["numero"] = (derniere or 0) + 1
    return enregistrer(Tranche(lot=lot), champs)


@service
def modifier_tranche(
    tranche: Tranche, *, par: Acteur, motif: str, version_lue: int | None = None, **champs: Any
) -> Tranche:
    """Corrige une tranche, avec son motif : ses heures sont une part de l'obligation."""
    actuelle = prendre_ligne(tranche, version_lue)
    exiger_motif(motif, "Dites pourquoi cette tranche change.")
    if actuelle.date_affermissement and champs.get("nature", actuelle.nature) == Tranche.Nature.FERME:
        raise RefusMetier(
            "Cette tranche a été affermie\u00a0: annulez d'abord son affermissement, dans la vie du marché.",
            champ="nature",
        )
    return enregistrer(actuelle, champs)


@service
def annuler_tranche(tranche: Tranche, *, par: Acteur, motif: str) -> Tranche:
    return annuler_ligne(tranche, motif, "Dites pourquoi cette tranche est annulée.", verifier=_exiger_non_affermie)


def _exiger_non_affermie(tranche: Tranche) -> None:
    if tranche.date_affermissement:
        raise RefusMetier("Cette tranche est affermie\u00a0: annulez d'abord son affermissement.")
