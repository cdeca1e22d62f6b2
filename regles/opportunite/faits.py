"""Les faits d'un achat prévu, et les codes que partagent les règles de l'opportunité."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)

NATURES_ACHAT = {
    "travaux": "travaux",
    "services": "services",
    "fournitures": "fournitures",
    "pi": "prestations intellectuelles",
}
CATEGORIES_ACHETEUR = {
    "etat": "État et ses établissements publics",
    "collectivite": "collectivités et autres pouvoirs adjudicateurs",
    "reseaux": "entités adjudicatrices",
}

IMMEDIATE, LIEN, DIFFICULTE, TRAVAUX_COURTS = "immediate", "lien", "difficulte", "travaux_courts"
DEROGATIONS = {
    IMMEDIATE: "Le besoin peut être satisfait par une solution immédiatement disponible",
    LIEN: "Une condition sociale n'aurait pas de lien suffisant avec l'objet du marché",
    DIFFICULTE: (
        "Une condition sociale restreindrait la concurrence ou rendrait l'exécution techniquement ou "
        "économiquement difficile"
    ),
    TRAVAUX_COURTS: "Marché de travaux de moins de six mois",
}

# Les sortes de fournisseurs, aux codes du répertoire des structures.
SORTES = {
    "ai": "association intermédiaire",
    "ei": "entreprise d'insertion",
    "aci": "atelier et chantier d'insertion",
    "etti": "entreprise de travail temporaire d'insertion",
    "eiti": "entreprise d'insertion par le travail indépendant",
    "geiq": "GEIQ",
    "ea": "entreprise adaptée",
    "eatt": "entreprise adaptée de travail temporaire",
    "esat": "ESAT",
    "regie": "régie de quartier ou de territoire",
    "penitentiaire": "production en établissement pénitentiaire",
}
# Qui peut tenir lui-même un marché : le travail temporaire et la mise à disposition en fournissent les personnes,
# ils ne bâtissent ni ne nettoient. L'EITI, expérimentale jusqu'au 22 décembre 2026, est écartée par prudence.
PRODUCTEURS_IAE = ("ei", "aci", "regie")
PRODUCTEURS_HANDICAP = ("ea", "esat")
# Sur qui une condition d'exécution peut s'appuyer.
APPUIS_DE_CLAUSE = ("ai", "ei", "aci", "etti", "geiq", "ea", "eatt", "esat", "regie")


@dataclass(frozen=True, kw_only=True)
class DerogationDemandee:
    """Ce que l'acheteur avance pour ne pas prévoir de condition sociale, et ce qu'il en garde."""

    code: str
    motif: str = ""
    a_un_document: bool = False


@dataclass(frozen=True, kw_only=True)
class FaitsOpportunite:
    """Un achat avant sa consultation. Montants en euros HT, durées en mois ; `None` : on ne sait pas encore.

    `montant_ht` couvre tous les lots ; `montants_des_lots` les donne un à un quand on les connaît. Les
    reconductions et les options qui n'y sont pas comprises s'ajoutent. `duree_mois` comprend les reconductions.
    `lien_*` : l'objet a-t-il un lien avec le travail de ce public ? `fournisseurs` : nombre par sorte (voir
    `SORTES`) dans `rayon_km` et dans le métier.
    """

    nature_achat: str
    categorie_acheteur: str = "collectivite"
    est_concession: bool = False
    est_defense: bool = False
    est_avenant: bool = False
    montant_ht: Decimal | None = None
    montants_des_lots: tuple[Decimal, ...] = ()
    montant_reconductions_ht: Decimal = ZERO
    montant_options_ht: Decimal = ZERO
    date_lancement: date | None = None
    duree_mois: int | None = None
    nombre_de_lots: int = 1
    cpv: str = ""
    derogation: DerogationDemandee | None = None
    lien_insertion: bool | None = None
    lien_handicap: bool | None = None
    lien_detention: bool | None = None
    est_service_d_insertion: bool | None = None
    sortant_reserve_ess: bool | None = None
    fournisseurs: Mapping[str, int] | None = None
    rayon_km: int | None = None

    def __post_init__(self) -> None:
        if self.nature_achat not in NATURES_ACHAT:
            raise ValueError(f"nature_achat : {', '.join(NATURES_ACHAT)}.")
        if self.categorie_acheteur not in CATEGORIES_ACHETEUR:
            raise ValueError(f"categorie_acheteur : {', '.join(CATEGORIES_ACHETEUR)}.")
        if self.derogation is not None and self.derogation.code not in DEROGATIONS:
            raise ValueError(f"derogation : {', '.join(DEROGATIONS)}.")
        montants = (self.montant_ht or ZERO, self.montant_reconductions_ht, self.montant_options_ht)
        if any(montant < 0 for montant in (*montants, *self.montants_des_lots)):
            raise ValueError("Un montant estimé ne peut pas être négatif.")
        if (self.duree_mois is not None and self.duree_mois < 0) or self.nombre_de_lots < 1:
            raise ValueError("Une durée ne peut pas être négative, et un achat a au moins un lot.")
        if self.fournisseurs is not None and any(nombre < 0 for nombre in self.fournisseurs.values()):
            raise ValueError("Un nombre de fournisseurs ne peut pas être négatif.")

    @property
    def est_alloti(self) -> bool:
        return max(self.nombre_de_lots, len(self.montants_des_lots)) > 1

    def compter(self, sortes: tuple[str, ...]) -> int | None:
        """Les fournisseurs de ces sortes ; `None` si personne n'a compté."""
        if self.fournisseurs is None:
            return None
        return sum(self.fournisseurs.get(sorte, 0) for sorte in sortes)
