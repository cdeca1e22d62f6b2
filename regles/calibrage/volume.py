"""Arrondir un volume, et le lire : en heures, en jours, en personnes × mois."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from regles.calibrage.faits import ZERO, Arrondi, CalibrageImpossible, Sens
from regles.parametres import HEURES_PAR_ETP, HEURES_PAR_JOUR, HEURES_PAR_MOIS
from regles.references import CALIBRAGE_ARRONDI, TRAVAIL_L3121_27
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, accorder, arrondir, heures, nombre

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

    jours: Decimal = ZERO
    mois_personnes: Decimal = ZERO
    etp: Decimal = ZERO
    personnes: int = 0
    mois_chacune: Decimal = ZERO

    @property
    def en_personnes(self) -> str:
        """« 2 personnes pendant 2,7 mois »."""
        if not self.personnes:
            return "personne"
        duree = f"{nombre(self.mois_chacune)}{INSECABLE}mois"
        return f"{accorder(self.personnes, 'personne')} à temps plein pendant {duree}"


@regle(TRAVAIL_L3121_27, depuis=date(2001, 1, 1))
def lectures_du_volume(
    volume: Decimal, jour: date, *, duree_mois: int | None = None, heures_par_jour: Decimal | None = None
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
        valeur=volume, motif="Aucune heure.", references=(TRAVAIL_L3121_27,), detail=detail, jours=jours,
        mois_personnes=arrondir(exacts, DIXIEME), etp=arrondir(volume / annee), personnes=personnes,
        mois_chacune=arrondir(mois_chacune, DIXIEME),
    )  # fmt: skip
    if not volume:
        return lues
    motif = f"{heures(volume)}, soit {accorder(jours, 'jour')} de travail, ou {lues.en_personnes}."
    return replace(lues, motif=motif)


@dataclass(frozen=True, kw_only=True)
class HeuresParTranche(Decision):
    """`valeur` : les heures d'une tranche ; `volume_obtenu` : ce qu'elles donnent sur le montant estimé."""

    volume_obtenu: Decimal = ZERO
    tranches: Decimal = ZERO


@regle(CALIBRAGE_ARRONDI, depuis=date(2019, 4, 1))
def heures_par_tranche(
    volume: Decimal, montant_ht: Decimal, tranche_ht: Decimal, *, pas: Decimal = Decimal(1)
) -> HeuresParTranche:
    """Combien d'heures par tranche de facturation pour atteindre le volume visé sur le montant estimé."""
    for champ, valeur in (("heures", volume), ("montant_ht", montant_ht), ("montant_tranche_ht", tranche_ht)):
        if valeur <= 0:
            raise CalibrageImpossible(champ, "Le volume visé, le montant et la tranche doivent dépasser zéro.")
    if pas <= 0:
        raise CalibrageImpossible("pas", "Le pas de l'arrondi doit dépasser zéro.")
    if tranche_ht > montant_ht:
        raise CalibrageImpossible(
            "montant_tranche_ht",
            "La tranche dépasse le montant estimé : aucune ne serait facturée en entier. Prenez-en une plus petite.",
        )
    brut = volume * tranche_ht / montant_ht
    par_tranche = (brut / pas).to_integral_value(rounding=ROUND_HALF_UP) * pas
    entieres = Decimal(montant_ht // tranche_ht)
    obtenu = par_tranche * entieres
    avis: tuple[str, ...] = ()
    if par_tranche == 0:
        avis = ("Moins d'une demi-heure par tranche : prenez une tranche plus grande.",)
    elif obtenu != volume:
        ecart = f"{'+' if obtenu > volume else ''}{nombre(obtenu - volume)}"
        avis = (f"{nombre(entieres)} tranches entières donnent {heures(obtenu)} ({ecart} sur le volume visé).",)
    return HeuresParTranche(
        valeur=par_tranche,
        motif=f"Le volume visé, {heures(volume)}, partagé entre les tranches de facturation.",
        references=(CALIBRAGE_ARRONDI,),
        detail=(
            LigneDeCalcul("Tranches entières", f"{nombre(montant_ht)} ÷ {nombre(tranche_ht)}", entieres, "tranches"),
            LigneDeCalcul("Heures par tranche", f"{nombre(volume)} × {nombre(tranche_ht)} ÷ {nombre(montant_ht)}",
                          arrondir(brut)),
            LigneDeCalcul("Arrondi", f"au multiple de {heures(pas)} au plus proche", par_tranche),
        ),
        avertissements=avis,
        volume_obtenu=obtenu,
        tranches=entieres,
    )  # fmt: skip
