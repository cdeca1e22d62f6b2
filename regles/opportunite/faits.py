"""Les faits d'un achat prévu, et les codes que partagent les règles de l'opportunité."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.outre_mer import Territoire, territoire_de
from regles.structures import SORTES
from regles.vocabulaire import Dit, Duree, Montant, Parmi, Pourcentage

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
    "prive": "acheteurs privés, éco-organismes compris",
}
# Celui-là n'a ni seuil européen, ni obligation, ni réservation.
PRIVE = "prive"

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

# Qui peut tenir lui-même un marché : le travail temporaire et la mise à disposition en fournissent les personnes,
# ils ne bâtissent ni ne nettoient. L'EITI, expérimentale (`regles/structures.py`), est écartée par prudence.
PRODUCTEURS_IAE = ("ei", "aci", "regie")
PRODUCTEURS_HANDICAP = ("ea", "esat")
# Sur qui une condition d'exécution peut s'appuyer.
APPUIS_DE_CLAUSE = ("ai", "ei", "aci", "etti", "geiq", "ea", "eatt", "esat", "regie")


# Comment un cas les nomme.
_NATURES = {"travaux": (), "services": ("service",), "fournitures": ("fourniture",), "pi": (NATURES_ACHAT["pi"],)}
_ACHETEURS = {
    "etat": (CATEGORIES_ACHETEUR["etat"],),
    "collectivite": (CATEGORIES_ACHETEUR["collectivite"], "collectivité"),
    "reseaux": (CATEGORIES_ACHETEUR["reseaux"], "entité adjudicatrice"),
    PRIVE: ("acheteur privé", "entreprise", "éco-organisme"),
}


@dataclass(frozen=True, kw_only=True)
class DerogationDemandee:
    """Ce que l'acheteur avance pour ne pas prévoir de condition sociale, et ce qu'il en garde."""

    code: Annotated[
        str,
        Parmi({code: (dit,) for code, dit in DEROGATIONS.items()}),
        Dit("La dérogation avancée.", "dérogation", nom="derogation"),
    ]
    motif: Annotated[str, Dit("Le motif de la dérogation.", "motif", nom="motif_derogation")] = ""
    a_un_document: Annotated[bool, Dit("Un document la prouve.", "pièce", nom="document")] = False


@dataclass(frozen=True, kw_only=True)
class FaitsOpportunite:
    """Un achat avant sa consultation. Montants en euros HT, durées en mois ; `None` : on ne sait pas encore.

    `montant_ht` couvre tous les lots ; `montants_des_lots` les donne un à un quand on les connaît. Les
    reconductions et les options qui n'y sont pas comprises s'ajoutent. `duree_mois` comprend les reconductions.
    `lien_*` : l'objet a-t-il un lien avec le travail de ce public ? `fournisseurs` : nombre par sorte (voir
    `SORTES`) dans `rayon_km` et dans le métier.
    """

    nature_achat: Annotated[str, Parmi(_NATURES), Dit("Ce qui est acheté.", "nature d'achat", "nature")]
    categorie_acheteur: Annotated[
        str, Parmi(_ACHETEURS), Dit("La catégorie d'acheteur.", "catégorie d'acheteur", "acheteur")
    ] = "collectivite"
    est_concession: Annotated[bool, Dit("C'est une concession.", "concession")] = False
    est_defense: Annotated[bool, Dit("Marché de défense ou de sécurité.", "défense", "sécurité")] = False
    est_avenant: Annotated[bool, Dit("C'est un avenant à un marché en cours.", "avenant")] = False
    montant_ht: Annotated[Montant | None, Dit("Montant estimé, tous lots.", "montant estimé")] = None
    montants_des_lots: Annotated[
        tuple[Montant, ...], Dit("Le montant des lots, un à un.", "montants des lots", nom="lots")
    ] = ()
    montant_reconductions_ht: Annotated[
        Montant, Dit("Reconductions non comprises dans le montant.", "reconductions")
    ] = ZERO
    montant_options_ht: Annotated[Montant, Dit("Options non comprises dans le montant.", "options")] = ZERO
    date_lancement: Annotated[date | None, Dit("Lancement de la consultation.", "lancement", "jour")] = None
    duree_mois: Annotated[Duree | None, Dit("Durée, reconductions comprises.", "durée")] = None
    nombre_de_lots: Annotated[int, Dit("Nombre de lots.")] = 1
    cpv: Annotated[str, Dit("Code CPV.", "code cpv")] = ""
    derogation: DerogationDemandee | None = None
    lien_insertion: Annotated[
        bool | None, Dit("L'objet a un lien avec le travail de personnes en insertion.", "lien")
    ] = None
    lien_handicap: Annotated[bool | None, Dit("Le même, de personnes handicapées.")] = None
    lien_detention: Annotated[bool | None, Dit("L'achat peut se produire en établissement pénitentiaire.")] = None
    est_service_d_insertion: Annotated[
        bool | None, Dit("L'objet est l'insertion elle-même.", "service d'insertion")
    ] = None
    sortant_reserve_ess: Annotated[
        bool | None, Dit("Le sortant tient un marché réservé ESS de moins de trois ans.", "sortant ESS")
    ] = None
    fournisseurs: Annotated[
        Mapping[Annotated[str, Parmi(dict.fromkeys(SORTES, ()))], int] | None,
        Dit(f"Structures proches, par sorte : {', '.join(SORTES)}.", "structures proches"),
    ] = None
    rayon_km: Annotated[int | None, Dit("Le rayon où elles sont comptées, en kilomètres.", "rayon")] = None
    lieu: Annotated[
        str,
        Dit(
            "Où le marché s'exécute : code postal, code de commune, département ou nom.",
            "lieu d'exécution",
            "territoire",
        ),
    ] = ""
    chomage_jeunes: Annotated[
        Pourcentage | None, Dit("Chômage des moins de 25 ans de ce territoire, dernière année connue.")
    ] = None
    chomage_jeunes_national: Annotated[Pourcentage | None, Dit("Le même, pour le pays.")] = None

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
    def outre_mer(self) -> Territoire | None:
        """La collectivité de l'article L2691-1 où le marché s'exécute."""
        return territoire_de(self.lieu)

    @property
    def est_prive(self) -> bool:
        return self.categorie_acheteur == PRIVE

    @property
    def est_alloti(self) -> bool:
        return max(self.nombre_de_lots, len(self.montants_des_lots)) > 1

    def compter(self, sortes: tuple[str, ...]) -> int | None:
        """Les fournisseurs de ces sortes ; `None` si personne n'a compté."""
        if self.fournisseurs is None:
            return None
        return sum(self.fournisseurs.get(sorte, 0) for sorte in sortes)
