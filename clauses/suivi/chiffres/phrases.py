"""LA phrase : ce qui manque ou ce qui est fait, et où l'on va. La même sur la fiche, le bilan et son PDF."""

from collections.abc import Sequence

from clauses.fond.socle.composants import Ton
from clauses.fond.socle.valeurs import en_date_longue, en_heures, en_nombre, en_pourcent
from clauses.suivi.chiffres.cinq_chiffres import Chiffres, ChiffresDuLot, CinqChiffres, Heures
from clauses.suivi.chiffres.trajectoire import Trajectoire
from regles.typographie import accorder, typographie


def phrase_de_l_operation(chiffres: Chiffres, ou: Trajectoire) -> str:
    """« Il manque 602,5 h sur 1 540 ; au rythme des derniers mois, l'opération finira à 98 %. »"""
    if not chiffres.obligations:
        return _sans_clause(chiffres.lots)
    return phrase_des_heures(chiffres, ou, "l'opération")


def phrase_du_lot(fiche: ChiffresDuLot, ou: Trajectoire) -> str:
    """La même pour un lot ; ce qui empêche de compter ses heures, quand quelque chose l'empêche."""
    du = fiche.obligation
    if du is None:
        return "Ce lot n'a pas encore sa clause."
    if du.engagement.valeur is None:
        return du.engagement.motif
    return phrase_des_heures(fiche, ou, "le lot")


def phrase_des_heures(chiffres: CinqChiffres, ou: Trajectoire, sujet: str, *, a_vous: bool = False) -> str:
    """`sujet` : « l'opération », « le lot », ce qui finira. `a_vous` : dit à l'attributaire qui lit sa part."""
    if not chiffres.engagement:
        return "Aucune heure n'est due à ce jour."
    if not chiffres.reste:
        return typographie(f"{_atteint(chiffres, a_vous=a_vous)}.")
    if not chiffres.retenu:
        manque = f"Aucune heure n'est encore retenue sur {en_heures(chiffres.engagement)} dues"
    else:
        debut, fin = ("Il vous reste", " à faire") if a_vous else ("Il manque", "")
        manque = f"{debut} {en_heures(chiffres.reste)}{fin} sur {en_nombre(chiffres.engagement)}"
    return typographie(f"{manque}{_suite(chiffres, ou, sujet)}.")


def heures_dues(chiffres: CinqChiffres) -> str:
    """« 1 540 h dues à la fin, dont 800 h à ce jour » ; sans point. Tant que rien n'est exigible, rien n'en est dit."""
    deja = f", dont {en_heures(chiffres.exigible)} à ce jour" if chiffres.exigible else ""
    return f"{en_heures(chiffres.engagement)} dues à la fin{deja}"


def heures_faites(chiffres: CinqChiffres | Heures) -> str:
    """« 602 h retenues, 36 h à décider » ; sans point, la phrase continue."""
    attente = f", {en_heures(chiffres.a_decider)} à décider" if chiffres.a_decider else ""
    return f"{en_heures(chiffres.retenu)} retenues{attente}"


def _atteint(chiffres: CinqChiffres, *, a_vous: bool) -> str:
    fait = f"{en_heures(chiffres.retenu)} pour {en_heures(chiffres.engagement)} dues"
    return f"Vous avez fait votre part : {fait}" if a_vous else f"L'objectif est atteint : {fait}"


def ton_des_heures(chiffres: CinqChiffres, ou: Trajectoire) -> Ton:
    """La couleur de LA phrase : chaude s'il manque des heures à ce jour, sauf si la fin prévue les rattrape."""
    return "alerte" if chiffres.est_en_retard and not _rattrape(chiffres, ou) else "neutre"


def _rattrape(chiffres: CinqChiffres, ou: Trajectoire) -> bool:
    centre = None if ou.resiliee_le or ou.est_finie else ou.prevision.valeur
    return centre is not None and centre >= chiffres.engagement


def _suite(chiffres: CinqChiffres, ou: Trajectoire, sujet: str) -> str:
    """Où l'on va : la fin est passée, ou elle se prévoit, ou des heures attendent."""
    if ou.resiliee_le:
        apres = ou.a_decider_apres(ou.resiliee_le)
        suite = f" ; {en_heures(apres)} de mois d'après attendent une décision" if apres else ""
        return f", et le marché est résilié depuis le {en_date_longue(ou.resiliee_le)}{suite}"
    if ou.est_finie:
        return f", et l'exécution est finie depuis le {en_date_longue(ou.fin)}"
    centre = ou.prevision.valeur
    if centre is not None:
        part = en_pourcent(centre * 100 / chiffres.engagement, decimales=0)
        recents = accorder(ou.prevision.trop_recents, "lot trop récent", "lots trop récents")
        sans = f", sans rien compter à venir de {recents}" if ou.prevision.trop_recents else ""
        return f" ; au rythme des derniers mois, {sujet} finira à {part}{sans}"
    return f" ; {en_heures(chiffres.a_decider)} attendent une décision" if chiffres.a_decider else ""


def _sans_clause(lots: Sequence[ChiffresDuLot]) -> str:
    if not lots:
        return "Aucun marché n'est encore saisi."
    return "Le lot n'a pas encore sa clause." if len(lots) == 1 else f"Aucun des {len(lots)} lots n'a encore sa clause."
