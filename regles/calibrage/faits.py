"""Ce que l'on donne au calibrage, et ce qu'il rend. Montants en € HT, parts et taux en pour cent, durées en mois."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regles.formules.faits import NatureTranche, Tranche
from regles.socle import Decision

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


def tranches_visees(lignes: list[dict[str, str]]) -> tuple[Tranche, ...]:
    """Les tranches depuis leur forme gardée : {"nature": "ferme" ou "optionnelle", "heures": "120"}."""
    return tuple(
        Tranche(nature=NatureTranche(ligne["nature"]), heures=Decimal(ligne["heures"]), nom=ligne.get("nom", ""))
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
    tranches: tuple[Tranche, ...] = ()
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
