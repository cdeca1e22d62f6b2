"""Une ligne d'heures déclarée pour un mois : ses faits, ses refus possibles, et ce qui s'en décide."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calendrier import dernier_du_mois, premier_du_mois
from regles.socle import Decision, Reference
from regles.vocabulaire import Dit, Duree, Heures, Mois, Parmi

ZERO = Decimal(0)
CATEGORIES = ("travaillees", "formation", "accompagnement")
NOMS = {
    "travaillees": "Heures travaillées",
    "formation": "Heures de formation",
    "accompagnement": "Heures d'accompagnement",
}
# Chaque code de refus, et comment il se dit.
REFUS: dict[str, tuple[str, ...]] = {
    "mois_en_double": ("mois en double", "doublon"),
    "hors_contrat": ("hors du contrat",),
    "heures_impossibles": ("nombre d'heures impossible", "impossible"),
    "eligibilite_non_validee": ("éligibilité non validée",),
    "avant_eligibilite": ("avant l'éligibilité",),
    "apres_eligibilite": ("après l'éligibilité",),
    "duree_maximale": ("durée maximale", "au-delà de la durée"),
    "formation_exclue": (),
    "formation_hors_contrat": ("formation hors contrat",),
    "accompagnement_exclu": (),
}
# « Le contrat est un CDI » : oui, non, ou le type du contrat.
CDI = {
    "oui": ("vrai", "true", "yes", "1", "o", "CDI", "CDI intérimaire", "CDI inclusion"),
    "non": (
        "faux",
        "false",
        "no",
        "0",
        "n",
        "CDD",
        "CDDI",
        "CDD d'insertion",
        "intérim",
        "CTT",
        "contrat de mission",
        "mission",
        "apprentissage",
        "contrat d'apprentissage",
        "professionnalisation",
        "CUI",
        "stage",
        "contrat de professionnalisation",
        "CDD tremplin",
    ),
}


@dataclass(frozen=True, kw_only=True)
class FaitsDuMois:
    """Une ligne déclarée pour un contrat et un lot.

    `mois` : un jour quelconque du mois. `eligible_depuis` : `None` si l'éligibilité n'est pas (encore) validée.
    `duree_max_mois` et `duree_max_cdi_mois` : `None`, sans limite.
    """

    mois: Annotated[Mois, Dit("Le mois déclaré (le dernier, si c'est un cumul).", "mois déclaré")]
    contrat_debut: Annotated[date, Dit("Début du contrat.", "début du contrat", "debut_contrat", "embauche")]
    depuis: Annotated[Mois | None, Dit("Premier mois d'une ligne cumulée.", "depuis le mois de")] = None
    contrat_fin: Annotated[date | None, Dit("Fin du contrat.", "fin du contrat", "fin_contrat")] = None
    travaillees: Annotated[Heures, Dit("Heures travaillées.", "heures", "heures travaillées", "travail")] = ZERO
    formation: Annotated[Heures, Dit("Heures de formation.", "heures de formation")] = ZERO
    accompagnement: Annotated[Heures, Dit("Heures d'accompagnement.", "heures d'accompagnement")] = ZERO
    eligible_depuis: Annotated[
        date | None,
        Dit(
            "Éligibilité validée depuis ; « aucun » : pas validée.",
            "éligibilité",
            "date d'éligibilité",
            comme="contrat_debut",
            defaut="le début du contrat",
        ),
    ] = None
    eligible_jusqu_au: Annotated[date | None, Dit("Fin de l'éligibilité, si le marché en fixe une.")] = None
    entree_clause: Annotated[
        date | None,
        Dit("Entrée dans la clause d'où la durée se compte.", "entrée dans la clause", defaut="le début du contrat"),
    ] = None
    premiere_entree: Annotated[
        date | None, Dit("Une entrée plus ancienne de la personne, que la dernière a remplacée.", "première entrée")
    ] = None
    est_cdi: Annotated[
        bool, Parmi(CDI), Dit("Le contrat est un CDI.", "cdi", "type_contrat", "contrat", "type de contrat")
    ] = False
    marche_debut: Annotated[date | None, Dit("Début du marché.", "début du marché")] = None
    marche_fin: Annotated[date | None, Dit("Fin du marché.", "fin du marché")] = None
    marche_resilie: Annotated[bool, Dit("Cette fin est une résiliation.", "marché résilié", "résilié")] = False
    duree_max_mois: Annotated[
        Duree | None, Dit("Durée de prise en compte.", "durée maximale", "duree_max_mois", nom="duree_max")
    ] = 24
    duree_max_cdi_mois: Annotated[
        Duree | None,
        Dit("Plafond d'un CDI, dans la durée restante du marché.", "duree_max_cdi_mois", nom="duree_max_cdi"),
    ] = 48
    formation_au_contrat: Annotated[bool, Dit("La formation fait partie du contrat de travail.")] = False
    formation_comptee: Annotated[bool, Dit("La clause compte la formation.")] = True
    accompagnement_compte: Annotated[bool, Dit("La clause compte l'accompagnement.")] = False
    mois_deja_declares: Annotated[
        tuple[Mois, ...], Dit("Mois déjà déclarés, même contrat, même lot.", "déjà déclarés")
    ] = ()
    autres_heures: Annotated[Heures, Dit("Heures du mois sur d'autres lots ou contrats.")] = ZERO
    jours_reunis: Annotated[
        int | None,
        Dit(
            "Jours que couvrent, réunis, tous ses contrats du mois (avec `autres_heures`).",
            "jours de tous ses contrats",
            "jours réunis",
            defaut="les jours du contrat",
        ),
    ] = None

    @property
    def premier_jour(self) -> date:
        return premier_du_mois(self.depuis or self.mois)

    @property
    def dernier_jour(self) -> date:
        return dernier_du_mois(self.mois)

    @property
    def total(self) -> Decimal:
        return self.travaillees + self.formation + self.accompagnement


@dataclass(frozen=True)
class Refus:
    """Des heures qui ne comptent pas : un code stable, un motif en clair, la catégorie, le nombre."""

    code: str
    motif: str
    categorie: str
    heures: Decimal
    reference: Reference


@dataclass(frozen=True, kw_only=True)
class DecisionHeures(Decision):
    """`valeur` : total retenu. `refus` : le reste, ligne par ligne, avec son motif."""

    valeur: Annotated[Heures, Dit("Total retenu.", "heures retenues", "retenu", "total", nom="retenues")]
    travaillees: Annotated[Heures, Dit("Heures travaillées retenues.", "heures travaillées")]
    formation: Annotated[Heures, Dit("Heures de formation retenues.", "heures de formation")]
    accompagnement: Annotated[Heures, Dit("Heures d'accompagnement retenues.", "heures d'accompagnement")]
    declarees: Decimal
    refus: tuple[Refus, ...] = ()
    compte_jusqu_au: Annotated[date | None, Dit("Dernier jour de prise en compte.")] = None

    @property
    def refusees(self) -> Annotated[Heures, Dit("Total refusé.", "heures refusées", "refuse")]:
        return sum((r.heures for r in self.refus), ZERO)

    @property
    def codes_de_refus(
        self,
    ) -> Annotated[
        tuple[Annotated[str, Parmi(REFUS)], ...], Dit("Les motifs de refus, tous.", "codes de refus", nom="refus")
    ]:
        return tuple(dict.fromkeys(r.code for r in self.refus))

    @property
    def est_a_confirmer(
        self,
    ) -> Annotated[bool, Dit("Il y a un avertissement « à confirmer ».", nom="a_confirmer")]:
        return bool(self.avertissements)
