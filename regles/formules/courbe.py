"""La courbe prévue : où l'on en serait, jour après jour."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from regles.socle import LigneDeCalcul
from regles.typographie import INSECABLE, heures


@dataclass(frozen=True)
class Courbe:
    """Un point de la courbe et son calcul. `lignes` est `None` quand les dates manquent : il n'y a pas de courbe. Leurs
    valeurs ne sont pas arrondies : on arrondit leur somme, une fois."""

    motif: str
    lignes: tuple[LigneDeCalcul, ...] | None


def portion(libelle: str, volume: Decimal, debut: date, fin: date, jour: date) -> LigneDeCalcul:
    """La part du volume au prorata des jours, bornes et jour compris ; jamais moins que rien ni plus que tout."""
    total = (fin - debut).days + 1
    ecoules = min(max((jour - debut).days + 1, 0), total)
    calcul = f"{heures(volume)} × {ecoules} ÷ {total}{INSECABLE}jours"
    return LigneDeCalcul(libelle, calcul, volume * ecoules / total)


def au_fil_des_jours(total: Decimal, debut: date | None, fin: date | None, jour: date) -> Courbe:
    """Linéaire, du début à la fin."""
    motif = "Courbe prévue, au prorata des jours écoulés (début, fin et jour compris)."
    if debut is None or fin is None or fin < debut:
        return Courbe(motif, None)
    return Courbe(motif, (portion("Part du temps écoulé", total, debut, fin, jour),))
