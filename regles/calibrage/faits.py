"""Ce que l'on donne au calibrage, et ce qu'il rend. Montants en € HT, parts et taux en pour cent, durées en mois."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from regles.formules.faits import NatureTranche, Tranche
from regles.socle import Decision
from regles.vocabulaire import Dit, Duree, Enumeration, Heures, Montant, Pourcentage

ZERO = Decimal(0)
CENT = Decimal(100)


class Methode(Enumeration):
    MAIN_D_OEUVRE = "main_d_oeuvre", "part de main-d'œuvre"
    ANRU = "anru", "npnru", "convention anru"
    FIXE = "fixe", "volume donné", "volume fixe"
    POURCENTAGE = "pourcentage", "% des heures"
    FACTURATION = "facturation", "par tranche de facturation"
    PROPRETE = "proprete", "reprise du personnel"
    BAREME = "bareme", "csf"


# Le volume y est voulu tel quel, ou vient d'un barème ou d'une formule : rien ne s'y arrondit.
SANS_ARRONDI = frozenset({Methode.FIXE, Methode.FACTURATION, Methode.BAREME})
LIBELLES_METHODES = {
    Methode.MAIN_D_OEUVRE: "Part de main-d'œuvre",
    Methode.ANRU: "Convention ANRU",
    Methode.FIXE: "Volume donné",
    Methode.POURCENTAGE: "Part des heures travaillées",
    Methode.FACTURATION: "Heures par tranche de facturation",
    Methode.PROPRETE: "Propreté, personnel repris",
    Methode.BAREME: "Barème par tranche de montant",
}


# Ce que chaque méthode lit ; le montant, la durée et le métier se disent de tout lot.
_LUS = {
    Methode.MAIN_D_OEUVRE: {"part_main_d_oeuvre", "taux", "cout_horaire"},
    Methode.ANRU: {"part_main_d_oeuvre", "taux", "cout_horaire"},
    Methode.FIXE: {"heures", "heures_par_an", "tranches"},
    Methode.POURCENTAGE: {"taux", "heures_travaillees"},
    Methode.FACTURATION: {"heures_par_tranche", "montant_tranche_ht", "seuil_ht"},
    Methode.PROPRETE: {"taux", "heures_reprises", "constante"},
    Methode.BAREME: {"bareme"},
}


def sans_arrondi(methode: Methode) -> str:
    """Pourquoi un arrondi ne joue pas avec cette méthode."""
    return f"La méthode « {LIBELLES_METHODES[methode]} » n'arrondit rien : le volume y est voulu tel quel."


class Arrondi(Enumeration):
    AUCUN = "aucun", "sans"
    UNITE = "unite", "1"
    SEPT = "7", "sept"
    TRENTE_CINQ = "35"
    CINQUANTE = "50"

    @property
    def pas(self) -> Decimal:
        """Le pas, en heures ; le centième quand on n'arrondit pas."""
        return {"aucun": Decimal("0.01"), "unite": Decimal(1)}.get(self.value) or Decimal(self.value)


class Sens(Enumeration):
    PROCHE = "proche", "au plus proche"
    INFERIEUR = "inferieur", "en dessous", "vers le bas"


class LectureTotal(Enumeration):
    """Le total de plusieurs lots : la somme des lignes arrondies, ou l'arrondi fait une fois sur le tout."""

    SOMME = "somme", "somme des lignes"
    GLOBAL = "global", "arrondi une fois", "sur le total"


def tranches_visees(lignes: list[dict[str, str]]) -> tuple[Tranche, ...]:
    """Les tranches depuis leur forme gardée : {"nature": "ferme" ou "optionnelle", "heures": "120"}."""
    return tuple(
        Tranche(nature=NatureTranche(ligne["nature"]), heures=Decimal(ligne["heures"]), nom=ligne.get("nom", ""))
        for ligne in lignes
    )


@dataclass(frozen=True, kw_only=True)
class PalierDeBareme:
    """À partir de ce montant, ce volume."""

    a_partir_de: Annotated[Montant, Dit("À partir de ce montant.")]
    heures: Annotated[Heures, Dit("Le volume.")]


@dataclass(frozen=True, kw_only=True)
class FaitsCalibrage:
    """Un lot à calibrer. Chaque méthode ne lit que ses données ; `None` y prend la valeur d'usage à la date.

    `montant_ht` est l'investissement (ANRU) ou le chiffre d'affaires de la période (propreté).
    `heures_reprises` : heures mensuelles du personnel à reprendre ; `constante` : chiffre d'affaires d'une heure
    (propreté).
    """

    methode: Methode
    montant_ht: Annotated[
        Montant | None,
        Dit("Montant, investissement ou chiffre d'affaires HT.", "investissement", "chiffre d'affaires", "A"),
    ] = None
    part_main_d_oeuvre: Annotated[
        Pourcentage | None, Dit("Part du montant qui paie du travail.", "main-d'œuvre", "MO", defaut="celle du métier")
    ] = None
    taux: Annotated[Pourcentage | None, Dit("Taux d'insertion.", "taux d'insertion", "T")] = None
    cout_horaire: Annotated[Montant | None, Dit("Coût d'une heure.", defaut="celui du métier")] = None
    duree_mois: Annotated[Duree | None, Dit("Durée.", "durée", "N")] = None
    heures: Annotated[Heures | None, Dit("Volume donné.", "volume fixe")] = None
    heures_par_an: Annotated[Heures | None, Dit("Volume annuel donné.")] = None
    tranches: Annotated[tuple[Tranche, ...], Dit("Tranches et leurs heures.")] = ()
    heures_travaillees: Annotated[Heures | None, Dit("Toutes les heures du marché.")] = None
    heures_par_tranche: Annotated[Heures | None, Dit("Heures par tranche de facturation.")] = None
    montant_tranche_ht: Annotated[
        Montant | None, Dit("Montant d'une tranche de facturation.", "tranche de facturation")
    ] = None
    seuil_ht: Annotated[Montant, Dit("Seuil de déclenchement.")] = ZERO
    heures_reprises: Annotated[
        Heures | None, Dit("Heures mensuelles du personnel à reprendre.", "personnel repris", "S")
    ] = None
    constante: Annotated[Montant | None, Dit("Chiffre d'affaires d'une heure de propreté.", "C", defaut="25 €")] = None
    bareme: Annotated[tuple[PalierDeBareme, ...], Dit("Un barème propre.")] = ()
    arrondi: Annotated[Arrondi, Dit("Le pas de l'arrondi.", "pas")] = Arrondi.UNITE
    sens: Annotated[Sens, Dit("Au plus proche (la demie monte) ou en dessous.")] = Sens.PROCHE

    @property
    def sans_effet(self) -> tuple[str, ...]:
        """Les champs donnés que la méthode ne lit pas."""
        donnes = [nom for nom in sorted(set().union(*_LUS.values())) if getattr(self, nom) not in (None, ZERO, ())]
        return tuple(nom for nom in donnes if nom not in _LUS[self.methode])

    @property
    def s_arrondit(self) -> bool:
        """Le volume se calcule, et s'arrondit donc ; des heures par an se multiplient par une durée."""
        par_an = self.methode == Methode.FIXE and self.heures_par_an is not None and not self.tranches
        return par_an or self.methode not in SANS_ARRONDI


@dataclass(frozen=True, kw_only=True)
class DecisionCalibrage(Decision):
    """`valeur` : les heures à demander, arrondies ; `brut` : avant arrondi.

    `travail` : toutes les heures du marché, quand la méthode les connaît. `sans_clause` : la méthode conclut
    qu'il ne faut pas de clause, et `valeur` vaut zéro. `dont_ferme` : ce qui est dû sans affermissement.
    """

    valeur: Annotated[Heures | None, Dit("Le volume.", "total", "volume", nom="heures")]
    brut: Annotated[Heures, Dit("Avant l'arrondi.", "avant arrondi")] = ZERO
    travail: Annotated[Heures | None, Dit("Toutes les heures du marché.", "heures travaillées")] = None
    sans_clause: Annotated[bool, Dit("La méthode conclut à l'absence de clause.", "pas de clause")] = False
    dont_ferme: Annotated[Heures | None, Dit("Dû sans affermissement.", "ferme")] = None
    potentiel: Annotated[Decimal | None, Dit("Potentiel d'embauche (propreté), de 0 à 1.", "P")] = None
