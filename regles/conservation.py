"""Combien de temps l'on garde quoi : une table, que la purge et la politique de confidentialité lisent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calendrier import ajouter_mois
from regles.references import (
    ARCHIVES_MARCHES,
    CNIL_2023_095,
    DOCTRINE_SUIVI,
    RGPD_5,
    TRAVAIL_R5132_1_7,
)
from regles.socle import Decision, LigneDeCalcul, Reference, regle
from regles.typographie import INSECABLE, jour_en_mots
from regles.vocabulaire import Dit, Parmi


@dataclass(frozen=True)
class DureeDeConservation:
    """Une catégorie, sa durée en mois, l'événement qui la fait courir, le sort au terme, son texte."""

    categorie: str
    libelle: str
    mois: int
    depart: str
    sort: str
    reference: Reference


_TABLE = (
    DureeDeConservation(
        "participant",
        "Identité et coordonnées d'un participant",
        24,
        "dernier contact avec la personne",
        "effacement (les heures restent, sans nom)",
        CNIL_2023_095,
    ),
    DureeDeConservation(
        "critere",
        "Critères d'éligibilité d'une personne",
        24,
        "dernier contact avec la personne",
        "effacement",
        CNIL_2023_095,
    ),
    DureeDeConservation(
        "piece_vue",
        "Mention d'une pièce vue (nature et date, jamais la pièce)",
        24,
        "date d'éligibilité",
        "effacement",
        TRAVAIL_R5132_1_7,
    ),
    DureeDeConservation(
        "contrat",
        "Contrat d'insertion, partie nominative",
        24,
        "dernier contact avec la personne",
        "anonymisation",
        CNIL_2023_095,
    ),
    DureeDeConservation(
        "contact_professionnel", "Contact professionnel d'une structure", 36, "dernier échange", "effacement", RGPD_5
    ),
    DureeDeConservation("compte", "Compte d'utilisateur", 24, "dernière connexion", "effacement", RGPD_5),
    DureeDeConservation("journal_connexions", "Journal des connexions", 12, "connexion", "effacement", RGPD_5),
    DureeDeConservation(
        "fichier_importe",
        "Fichier importé et son rapport",
        12,
        "date de l'import",
        "effacement du fichier, rapport gardé sans nom",
        RGPD_5,
    ),
    DureeDeConservation(
        "marche",
        "Marché, clause, bilan et attestation (sans donnée de participant)",
        120,
        "fin du marché",
        "archivage définitif ou élimination",
        ARCHIVES_MARCHES,
    ),
    DureeDeConservation(
        "heures_anonymes", "Heures retenues, sans nom", 120, "fin du marché", "statistique anonyme", DOCTRINE_SUIVI
    ),
)

DUREES = {duree.categorie: duree for duree in _TABLE}


@dataclass(frozen=True, kw_only=True)
class Echeance(Decision):
    """`valeur` : durée en mois. `le` : jour à partir duquel le sort prévu s'applique."""

    valeur: Annotated[Decimal, "duree", Dit("La durée.", "durée", "duree_mois", nom="mois")]
    le: Annotated[date, Dit("Le terme.", "terme", "date", "jusqu'au")]
    sort: Annotated[str, Dit("Un passage du sort au terme.")]
    unite: str = "mois"


@regle(
    CNIL_2023_095,
    RGPD_5,
    TRAVAIL_R5132_1_7,
    ARCHIVES_MARCHES,
    depuis=date(2023, 11, 15),
    rend="le",
    aussi=("duree de conservation", "durees de conservation"),
)
def conservation(
    categorie: Annotated[
        str, Parmi({code: (duree.libelle,) for code, duree in DUREES.items()}), Dit("La catégorie de donnée.", "donnée")
    ],
    depart: Annotated[date, Dit("L'événement qui fait courir la durée.", "date", "événement")],
) -> Echeance:
    """Jusqu'à quand l'on garde une donnée, depuis l'événement qui fait courir sa durée."""
    if categorie not in DUREES:
        raise ValueError(f"La catégorie « {categorie} » n'existe pas. Catégories : {', '.join(DUREES)}.")
    duree = DUREES[categorie]
    terme = ajouter_mois(depart, duree.mois)
    motif = f"{duree.libelle}{INSECABLE}: {duree.mois} mois après {duree.depart}, puis {duree.sort}."
    calcul = f"du {jour_en_mots(depart)} au {jour_en_mots(terme)}"
    return Echeance(
        valeur=Decimal(duree.mois),
        motif=motif,
        references=(duree.reference,),
        detail=(LigneDeCalcul(duree.libelle, calcul, Decimal(duree.mois), "mois"),),
        le=terme,
        sort=duree.sort,
    )
