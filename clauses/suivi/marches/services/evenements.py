"""La vie du marché : noter ce qui lui arrive, annuler ce qui a été noté à tort.

L'état du marché n'est jamais écrit à la main : il se rejoue depuis ses événements par `regles/cycles.py`. Annuler
un événement rejoue donc les autres, et n'est refusé que si l'un d'eux en dépendait.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from clauses.fond.socle.acte import annuler_ligne, enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import EvenementMarche, Lot, Marche, Tranche
from clauses.suivi.marches.situation import situation
from regles.cycles import TransitionImpossible, etat_suivant, transition_possible
from regles.engagement import LectureResiliation
from regles.typographie import jour_en_mots

Nature = EvenementMarche.Nature
Etat = Marche.Etat

VERBES = {
    Nature.NOTIFICATION: "notifier",
    Nature.ORDRE_DE_SERVICE: "demarrer",
    Nature.RECEPTION: "receptionner",
    Nature.RESILIATION: "resilier",
}
_ACCOMPLIS = frozenset({Nature.NOTIFICATION, Nature.ORDRE_DE_SERVICE, Nature.RECEPTION, Nature.RESILIATION})
_VIVANTS = (Etat.NOTIFIE, Etat.EN_COURS)


def natures_possibles(marche: Marche) -> list[str]:
    """Ce que l'on peut noter dans l'état du marché, dans l'ordre de sa vie."""
    return [nature for nature in Nature.values if _admise(marche.etat, nature)]


def _admise(etat: str, nature: str) -> bool:
    if nature == Nature.ORDRE_DE_SERVICE and etat == Etat.EN_COURS:
        return True  # un marché en a souvent plusieurs : seul le premier le démarre
    if nature in VERBES:
        return transition_possible("marche", etat, VERBES[Nature(nature)])
    return etat in _VIVANTS


@service
def noter(
    marche: Marche,
    nature: str,
    jour: date,
    *,
    par: Acteur,
    lot: Lot | None = None,
    tranche: Tranche | None = None,
    **details: Any,
) -> EvenementMarche:
    """Note un événement et ce qu'il change : l'état du marché, une tranche affermie, une période de plus.

    `details` : `reference`, `description`, `montant_ht` (effet d'un avenant), `duree_mois` (effet d'un avenant,
    ou durée d'une reconduction ; par défaut celle que prévoit le marché), `lecture_resiliation` (par défaut, l'acquis).
    """
    actuel = prendre_ligne(marche)
    _verifier_le_jour(actuel, nature, jour)
    _verifier_la_cible(actuel, nature, lot, tranche)
    if nature not in VERBES and actuel.etat not in _VIVANTS:
        raise RefusMetier(
            f"Le marché est «\u00a0{actuel.get_etat_display().lower()}\u00a0»\u00a0: rien de tel ne peut lui arriver.",
            champ="nature",
        )
    if nature == Nature.RECONDUCTION:
        _verifier_la_reconduction(actuel, lot)
        details["duree_mois"] = details.get("duree_mois") or actuel.reconduction_mois
    if nature == Nature.AVENANT:
        _verifier_l_avenant(actuel, details)
    if nature == Nature.RESILIATION:
        details.setdefault("lecture_resiliation", LectureResiliation.EXIGIBLE)
    if nature == Nature.AFFERMISSEMENT and tranche is not None:
        enregistrer(verrouiller(tranche), {"date_affermissement": jour})
        lot = tranche.lot
    evenement = enregistrer(EvenementMarche(marche=actuel, nature=nature, jour=jour, lot=lot, tranche=tranche), details)
    _rejouer(actuel, "nature")
    return evenement


@service
def annuler(evenement: EvenementMarche, *, par: Acteur, motif: str) -> EvenementMarche:
    """Annule un événement noté à tort et défait ses effets."""
    marche = verrouiller(evenement.marche)
    actuel = annuler_ligne(evenement, motif, "Dites pourquoi cet événement est annulé.")
    if actuel.nature == Nature.AFFERMISSEMENT and actuel.tranche is not None:
        enregistrer(verrouiller(actuel.tranche), {"date_affermissement": None})
    if actuel.nature == Nature.NOTIFICATION:
        marche.date_notification = None
    if actuel.nature == Nature.ORDRE_DE_SERVICE and marche.date_debut == actuel.jour:
        marche.date_debut = None
    _rejouer(marche, None)
    return actuel


def _rejouer(marche: Marche, champ: str | None) -> None:
    """L'état et les dates que donnent les événements actifs, dans l'ordre des jours."""
    evenements = list(marche.evenements.actifs().order_by("jour", "cree_le", "pk"))
    lots = list(marche.lots.actifs().order_by("tri", "pk"))
    natures = {e.nature for e in evenements}
    etat, arret = str(Etat.PREPARE), None
    try:
        if marche.date_notification and Nature.NOTIFICATION not in natures:
            etat = etat_suivant("marche", etat, "notifier")
            if marche.date_debut and marche.date_debut <= timezone.localdate() and not _a_un_ordre(evenements, marche):
                etat = etat_suivant("marche", etat, "demarrer")
        for rang, evenement in enumerate(evenements):
            if not _change_l_etat(evenement, evenements[: rang + 1], lots, etat):
                continue
            etat = etat_suivant("marche", etat, VERBES[Nature(evenement.nature)])
            arret = _poser_la_date(marche, evenement) or arret
    except TransitionImpossible as erreur:
        suite = "" if champ else " Annulez d'abord l'événement qui en dépend."
        raise RefusMetier(f"{erreur}{suite}", champ=champ) from erreur
    enregistrer(marche, {"etat": etat, "date_fin_anticipee": arret})


def _a_un_ordre(evenements: Sequence[EvenementMarche], marche: Marche) -> bool:
    """Le début du marché vient-il d'un ordre de service (et non de la fiche) ?"""
    return any(e.nature == Nature.ORDRE_DE_SERVICE and e.jour == marche.date_debut for e in evenements)


def _change_l_etat(
    evenement: EvenementMarche, jusque_la: Sequence[EvenementMarche], lots: Sequence[Lot], etat: str
) -> bool:
    """Un ordre de service ne démarre qu'une fois ; la fin d'un lot n'est celle du marché qu'avec les autres."""
    if evenement.nature not in VERBES:
        return False
    if evenement.nature == Nature.ORDRE_DE_SERVICE:
        return etat != Etat.EN_COURS
    if evenement.lot_id is None or evenement.nature == Nature.NOTIFICATION:
        return True
    finis = {e.lot_id for e in jusque_la if e.nature in (Nature.RECEPTION, Nature.RESILIATION)}
    return all(lot.pk in finis for lot in lots)


def _poser_la_date(marche: Marche, evenement: EvenementMarche) -> date | None:
    """Reporte l'événement sur la fiche ; rend le jour d'arrêt quand c'en est un."""
    if evenement.nature == Nature.NOTIFICATION:
        marche.date_notification = evenement.jour
    elif evenement.nature == Nature.ORDRE_DE_SERVICE:
        marche.date_debut = marche.date_debut or evenement.jour
    else:
        return evenement.jour
    return None


def _verifier_le_jour(marche: Marche, nature: str, jour: date) -> None:
    if nature in _ACCOMPLIS and jour > timezone.localdate():
        raise RefusMetier("Un événement se note une fois arrivé\u00a0: cette date est à venir.", champ="jour")
    notification = marche.date_notification
    if nature != Nature.NOTIFICATION and notification and jour < notification:
        raise RefusMetier(
            f"Le marché n'a été notifié que le {jour_en_mots(notification)}\u00a0: cette date le précède.",
            champ="jour",
        )


def _verifier_la_cible(marche: Marche, nature: str, lot: Lot | None, tranche: Tranche | None) -> None:
    if lot is not None and (lot.marche_id != marche.pk or lot.est_annule):
        raise RefusMetier("Ce lot n'est pas de ce marché.", champ="lot")
    if nature != Nature.AFFERMISSEMENT:
        if tranche is not None:
            raise RefusMetier("Seul un affermissement vise une tranche.", champ="tranche")
        return
    if tranche is None:
        raise RefusMetier("Dites quelle tranche est affermie.", champ="tranche")
    if tranche.lot.marche_id != marche.pk or tranche.est_annule:
        raise RefusMetier("Cette tranche n'est pas de ce marché.", champ="tranche")
    if tranche.nature != Tranche.Nature.OPTIONNELLE:
        raise RefusMetier(
            "Une tranche ferme est due dès la notification\u00a0: elle ne s'affermit pas.", champ="tranche"
        )
    if tranche.date_affermissement:
        quand = jour_en_mots(tranche.date_affermissement)
        raise RefusMetier(f"Cette tranche est déjà affermie, depuis le {quand}.", champ="tranche")


def _verifier_la_reconduction(marche: Marche, lot: Lot | None) -> None:
    ou_on_en_est = situation(marche, marche.evenements.actifs(), lot)
    if ou_on_en_est.reconductions_restantes:
        return
    if marche.reconductions_prevues:
        texte = f"Les {marche.reconductions_prevues} reconductions prévues sont faites"
        texte = "La reconduction prévue est faite" if marche.reconductions_prevues == 1 else texte
    else:
        texte = "Le marché ne prévoit aucune reconduction"
    raise RefusMetier(
        f"{texte}\u00a0: corrigez la fiche du marché si elle en oublie, ou notez un avenant de durée.", champ="nature"
    )


def _verifier_l_avenant(marche: Marche, details: dict[str, Any]) -> None:
    montant, duree = details.get("montant_ht"), details.get("duree_mois")
    if not montant and not duree and not str(details.get("description") or "").strip():
        raise RefusMetier(
            "Dites ce que change l'avenant\u00a0: le montant, la durée, ou en quelques mots.", champ="description"
        )
    if duree and (marche.duree_mois or 0) + duree < 0:
        raise RefusMetier("L'avenant retire plus de mois que le marché n'en dure.", champ="duree_mois")
