"""Ce qu'une règle exige de ses faits, et comment elle dit ce qui manque."""

from decimal import Decimal

from regles.typographie import INSECABLE, soigner

CENT = Decimal(100)


class FaitsIncoherents(ValueError):
    """Les faits donnés ne permettent pas d'appliquer la règle ; le message dit lequel corriger."""


class CalibrageImpossible(FaitsIncoherents):
    """Une donnée manque ou ne se peut pas ; `champ` la nomme, le message dit quoi faire."""

    def __init__(self, champ: str, message: str) -> None:
        self.champ, self.message = champ, soigner(message)
        super().__init__(self.message)


# champ → (nom dans la phrase, quoi faire, plafond)
CHAMPS: dict[str, tuple[str, str, Decimal | None]] = {
    "montant_ht": ("Le montant", "donnez le montant estimé HT du lot", None),
    "part_main_d_oeuvre": ("La part de main-d'œuvre", "donnez-la en pour cent, ou choisissez le métier", CENT),
    "taux": ("Le taux d'insertion", "donnez-le en pour cent, par exemple 5", CENT),
    "cout_horaire": ("Le coût horaire", "donnez le coût d'une heure de travail, par exemple 30", None),
    "duree_mois": ("La durée", "donnez la durée en mois", None),
    "heures": ("Le volume", "donnez un nombre d'heures", None),
    "heures_par_an": ("Le volume annuel", "donnez un nombre d'heures par an", None),
    "heures_travaillees": ("Le total des heures travaillées", "donnez toutes les heures prévues sur le marché", None),
    "heures_par_tranche": ("Le nombre d'heures par tranche", "donnez un nombre d'heures", None),
    "montant_tranche_ht": ("Le montant de la tranche", "donnez un montant HT, par exemple 10 000", None),
    "constante": ("Le chiffre d'affaires d'une heure", "donnez un montant, par exemple 25", None),
}


def exiger(champ: str, valeur: Decimal | int | None) -> Decimal:
    """La valeur, si elle est donnée, strictement positive et sous son plafond. Lève `CalibrageImpossible`."""
    nom, remede, plafond = CHAMPS[champ]
    if valeur is None:
        raise CalibrageImpossible(champ, f"{nom} manque{INSECABLE}: {remede}.")
    if valeur <= 0:
        raise CalibrageImpossible(champ, f"{nom} doit dépasser zéro{INSECABLE}: {remede}.")
    if plafond is not None and valeur > plafond:
        raise CalibrageImpossible(champ, f"{nom} ne peut pas dépasser 100{INSECABLE}%{INSECABLE}: {remede}.")
    return Decimal(valeur)
