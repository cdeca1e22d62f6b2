"""Combien d'heures par tranche de facturation, pour un volume visé."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from regles.exigences import CalibrageImpossible
from regles.references import CALIBRAGE_ARRONDI
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import arrondir, heures, nombre
from regles.vocabulaire import Dit, Heures, Montant

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class HeuresParTranche(Decision):
    """`valeur` : les heures d'une tranche ; `volume_obtenu` : ce qu'elles donnent sur le montant estimé."""

    valeur: Annotated[Heures, Dit("Heures par tranche de facturation.", nom="heures_par_tranche")]
    volume_obtenu: Annotated[
        Heures, Dit("Ce que ces termes donnent aux estimations.", "volume obtenu", nom="heures")
    ] = ZERO
    tranches: Annotated[Decimal, Dit("Tranches entières dans le montant estimé.", nom="tranches_entieres")] = ZERO


@regle(CALIBRAGE_ARRONDI, depuis=date(2019, 4, 1), rend="heures_par_tranche", aussi=("tranche de facturation",))
def heures_par_tranche(
    volume: Annotated[Heures, Dit("Le volume d'heures.", "heures")],
    montant_ht: Annotated[Montant, Dit("Montant estimé.")],
    tranche_ht: Annotated[Montant, Dit("Montant d'une tranche de facturation.", "tranche", nom="montant_tranche_ht")],
    *,
    pas: Annotated[Heures, Dit("Arrondi des heures d'une tranche.")] = Decimal(1),
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
    return HeuresParTranche(
        valeur=par_tranche,
        motif=f"Le volume visé, {heures(volume)}, partagé entre les tranches de facturation.",
        references=(CALIBRAGE_ARRONDI,),
        detail=(
            LigneDeCalcul("Tranches entières", f"{nombre(montant_ht)} ÷ {nombre(tranche_ht)}", entieres, "tranches"),
            LigneDeCalcul(
                "Heures par tranche", f"{nombre(volume)} × {nombre(tranche_ht)} ÷ {nombre(montant_ht)}", arrondir(brut)
            ),
            LigneDeCalcul("Arrondi", f"au multiple de {heures(pas)} au plus proche", par_tranche),
        ),
        avertissements=_avis(par_tranche, volume, obtenu, entieres),
        volume_obtenu=obtenu,
        tranches=entieres,
    )


def _avis(par_tranche: Heures, volume: Heures, obtenu: Heures, entieres: Decimal) -> tuple[str, ...]:
    """Ce que l'arrondi fait perdre, ou gagner, sur le volume visé."""
    if par_tranche == 0:
        return ("Moins d'une demi-heure par tranche : prenez une tranche plus grande.",)
    if obtenu == volume:
        return ()
    ecart = f"{'+' if obtenu > volume else ''}{nombre(obtenu - volume)}"
    return (f"{nombre(entieres)} tranches entières donnent {heures(obtenu)} ({ecart} sur le volume visé).",)
