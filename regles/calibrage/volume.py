"""Arrondir un volume, et le lire : en heures, en jours, en personnes × mois."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Annotated

from regles.calibrage.faits import ZERO, Arrondi, Sens
from regles.exigences import CalibrageImpossible
from regles.parametres import HEURES_PAR_ETP, HEURES_PAR_JOUR, HEURES_PAR_MOIS
from regles.references import TRAVAIL_L3121_27
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, accorder, arrondir, heures, nombre
from regles.vocabulaire import Dit, Duree, Heures, Jour

DIXIEME, UNITE = Decimal("0.1"), Decimal(1)
_MODES = {Sens.PROCHE: ROUND_HALF_UP, Sens.INFERIEUR: ROUND_FLOOR}


def arrondir_volume(brut: Decimal, arrondi: Arrondi, sens: Sens = Sens.PROCHE) -> Decimal:
    """Le multiple du pas le plus proche (la demie monte), ou celui d'en dessous."""
    return (brut / arrondi.pas).to_integral_value(rounding=_MODES[sens]) * arrondi.pas


def ligne_d_arrondi(brut: Decimal, arrondi: Arrondi, sens: Sens) -> LigneDeCalcul:
    """La dernière ligne du calcul : de 833,33 h à 833 h, et comment."""
    rendu = arrondir_volume(brut, arrondi, sens)
    comment = "en dessous" if sens == Sens.INFERIEUR else "au plus proche"
    pas = {"aucun": "au centième d'heure", "unite": "à l'heure"}.get(arrondi, f"au multiple de {heures(arrondi.pas)}")
    return LigneDeCalcul("Arrondi", f"{heures(arrondir(brut))}, {pas} {comment}", rendu)


@dataclass(frozen=True, kw_only=True)
class Lectures(Decision):
    """`valeur` : le volume en heures ; le même en jours, en mois d'une personne, en équivalents temps plein.

    `personnes` pendant `mois_chacune` : la façon la plus simple de le réaliser dans la durée.
    """

    jours: Annotated[Decimal, Dit("Jours de travail.")] = ZERO
    mois_personnes: Annotated[Decimal, Dit("Mois d'une personne à temps plein.")] = ZERO
    etp: Annotated[Decimal, Dit("Équivalents temps plein sur un an.")] = ZERO
    personnes: Annotated[int, Dit("Personnes à temps plein qu'il faut dans la durée.")] = 0
    mois_chacune: Annotated[Decimal, Dit("Mois de chacune.")] = ZERO

    @property
    def en_personnes(self) -> str:
        """« 2 personnes pendant 2,7 mois »."""
        if not self.personnes:
            return "personne"
        duree = f"{nombre(self.mois_chacune)}{INSECABLE}mois"
        return f"{accorder(self.personnes, 'personne')} à temps plein pendant {duree}"


@regle(TRAVAIL_L3121_27, depuis=date(2001, 1, 1), rend="jours", aussi=("lectures", "conversion"))
def lectures_du_volume(
    volume: Annotated[Heures, Dit("Le volume d'heures.", "heures")],
    jour: Jour,
    *,
    duree_mois: Annotated[Duree | None, Dit("Durée.", "durée")] = None,
    heures_par_jour: Annotated[Heures | None, Dit("Heures d'une journée.", "journée", defaut="7")] = None,
) -> Lectures:
    """Un volume d'heures lu en jours, en mois d'une personne à temps plein, en équivalents temps plein."""
    journee = HEURES_PAR_JOUR.au(jour) if heures_par_jour is None else heures_par_jour
    if volume < 0 or journee <= 0:
        champ = "heures" if volume < 0 else "heures_par_jour"
        raise CalibrageImpossible(champ, "Un volume et une journée se comptent en heures positives.")
    mois, annee = HEURES_PAR_MOIS.au(jour), HEURES_PAR_ETP.au(jour)
    exacts = volume / mois
    personnes = 1 if volume else 0
    if duree_mois and exacts > duree_mois:
        personnes = int((exacts / duree_mois).to_integral_value(rounding=ROUND_CEILING))
    jours = arrondir(volume / journee, DIXIEME if volume < 10 * journee else UNITE)
    mois_chacune = exacts / personnes if personnes else ZERO
    detail = (
        LigneDeCalcul("Jours", f"{heures(volume)} ÷ {heures(journee)}", jours, "j"),
        LigneDeCalcul("Mois d'une personne", f"{heures(volume)} ÷ {heures(mois)}", arrondir(exacts, DIXIEME), "mois"),
        LigneDeCalcul(
            "Équivalents temps plein", f"{heures(volume)} ÷ {heures(annee)}", arrondir(volume / annee), "ETP"
        ),
    )
    lues = Lectures(
        valeur=volume,
        motif="Aucune heure.",
        references=(TRAVAIL_L3121_27,),
        detail=detail,
        jours=jours,
        mois_personnes=arrondir(exacts, DIXIEME),
        etp=arrondir(volume / annee),
        personnes=personnes,
        mois_chacune=arrondir(mois_chacune, DIXIEME),
    )
    if not volume:
        return lues
    motif = f"{heures(volume)}, soit {accorder(jours, 'jour')} de travail, ou {lues.en_personnes}."
    return replace(lues, motif=motif)
