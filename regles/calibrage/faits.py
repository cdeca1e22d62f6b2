"""Ce que l'on donne au calibrage, et ce qu'il rend. Montants en € HT, parts et taux en pour cent, durées en mois."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regles.clause import FaitsIncoherents, NatureTranche
from regles.socle import Decision
from regles.typographie import INSECABLE, apostrophes, espaces

ZERO = Decimal(0)
CENT = Decimal(100)


class Methode(StrEnum):
    MAIN_D_OEUVRE = "main_d_oeuvre"
    ANRU = "anru"
    FIXE = "fixe"
    POURCENTAGE = "pourcentage"
    FACTURATION = "facturation"
    PROPRETE = "proprete"
    BAREME = "bareme"


LIBELLES_METHODES = {
    Methode.MAIN_D_OEUVRE: "Part de main-d'œuvre",
    Methode.ANRU: "Convention ANRU",
    Methode.FIXE: "Volume donné",
    Methode.POURCENTAGE: "Part des heures travaillées",
    Methode.FACTURATION: "Heures par tranche de facturation",
    Methode.PROPRETE: "Propreté, personnel repris",
    Methode.BAREME: "Barème par tranche de montant",
}


class Arrondi(StrEnum):
    AUCUN = "aucun"
    UNITE = "unite"
    SEPT = "7"
    TRENTE_CINQ = "35"
    CINQUANTE = "50"

    @property
    def pas(self) -> Decimal:
        """Le pas, en heures ; le centième quand on n'arrondit pas."""
        return {"aucun": Decimal("0.01"), "unite": Decimal(1)}.get(self.value) or Decimal(self.value)


class Sens(StrEnum):
    PROCHE = "proche"
    INFERIEUR = "inferieur"


class LectureTotal(StrEnum):
    """Le total de plusieurs lots : la somme des lignes arrondies, ou l'arrondi fait une fois sur le tout."""

    SOMME = "somme"
    GLOBAL = "global"


class CalibrageImpossible(FaitsIncoherents):
    """Une donnée manque ou ne se peut pas ; `champ` la nomme, le message dit quoi faire."""

    def __init__(self, champ: str, message: str) -> None:
        self.champ, self.message = champ, espaces(apostrophes(message))
        super().__init__(self.message)


@dataclass(frozen=True, kw_only=True)
class TrancheVisee:
    """Une tranche dont le volume est déjà choisi."""

    nature: NatureTranche
    heures: Decimal
    nom: str = ""

    @property
    def libelle(self) -> str:
        return self.nom or f"Tranche {self.nature}"


def tranches_visees(lignes: list[dict[str, str]]) -> tuple[TrancheVisee, ...]:
    """Les tranches depuis leur forme gardée : {"nature": "ferme" ou "optionnelle", "heures": "120"}."""
    return tuple(
        TrancheVisee(nature=NatureTranche(ligne["nature"]), heures=Decimal(ligne["heures"]), nom=ligne.get("nom", ""))
        for ligne in lignes
    )


@dataclass(frozen=True, kw_only=True)
class PalierDeBareme:
    """À partir de ce montant, ce volume."""

    a_partir_de: Decimal
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class FaitsCalibrage:
    """Un lot à calibrer. Chaque méthode ne lit que ses données ; `None` y prend la valeur d'usage à la date.

    `montant_ht` est l'investissement (ANRU) ou le chiffre d'affaires de la période (propreté).
    `heures_reprises` : heures mensuelles du personnel à reprendre ; `constante` : chiffre d'affaires d'une heure
    (propreté).
    """

    methode: Methode
    montant_ht: Decimal | None = None
    part_main_d_oeuvre: Decimal | None = None
    taux: Decimal | None = None
    cout_horaire: Decimal | None = None
    duree_mois: int | None = None
    heures: Decimal | None = None
    heures_par_an: Decimal | None = None
    tranches: tuple[TrancheVisee, ...] = ()
    heures_travaillees: Decimal | None = None
    heures_par_tranche: Decimal | None = None
    montant_tranche_ht: Decimal | None = None
    seuil_ht: Decimal = ZERO
    heures_reprises: Decimal | None = None
    constante: Decimal | None = None
    bareme: tuple[PalierDeBareme, ...] = ()
    arrondi: Arrondi = Arrondi.UNITE
    sens: Sens = Sens.PROCHE


@dataclass(frozen=True, kw_only=True)
class DecisionCalibrage(Decision):
    """`valeur` : les heures à demander, arrondies ; `brut` : avant arrondi.

    `travail` : toutes les heures du marché, quand la méthode les connaît. `sans_clause` : la méthode conclut
    qu'il ne faut pas de clause, et `valeur` vaut zéro. `dont_ferme` : ce qui est dû sans affermissement.
    """

    brut: Decimal = ZERO
    travail: Decimal | None = None
    sans_clause: bool = False
    dont_ferme: Decimal | None = None
    potentiel: Decimal | None = None


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
