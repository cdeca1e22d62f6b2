"""Sous quel montant un marché se passe sans publicité ni mise en concurrence préalables : une clause y reste "
"possible."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.opportunite.faits import FaitsOpportunite
from regles.opportunite.obligation import montant_estime
from regles.opportunite.prive import MOTIF, TEXTES
from regles.parametres import DISPENSE_FOURNITURES_SERVICES, DISPENSE_TRAVAUX
from regles.references import DECRET_2025_1386
from regles.socle import Decision, LigneDeCalcul, ValeurInconnue, regle
from regles.typographie import INSECABLE, euros, jour_en_mots
from regles.vocabulaire import Dit, Montant


@dataclass(frozen=True, kw_only=True)
class DecisionDispense(Decision):
    """`valeur` : le seuil de dispense ; `est_dispense` : le besoin lui est inférieur (`None` : on ne sait pas)."""

    valeur: Annotated[Montant | None, Dit("Le seuil de dispense du jour.", "seuil de dispense", nom="seuil")]
    est_dispense: Annotated[
        bool | None,
        Dit("Ni publicité ni mise en concurrence préalables.", "dispensé", "sans procédure", nom="dispense"),
    ] = None
    unite: str = "€"


@regle(DECRET_2025_1386, depuis=date(2020, 1, 1), rend="seuil", aussi=("dispense", "seuil de dispense"))
def dispense_de_procedure(
    faits: FaitsOpportunite, jour: Annotated[date, Dit("Lancement de l'achat.", "lancement", "date_lancement")]
) -> DecisionDispense:
    """Seuil sous lequel l'achat se passe sans publicité ni mise en concurrence préalables, au jour de son lancement."""
    if faits.est_prive:
        return DecisionDispense(valeur=None, motif=MOTIF, references=TEXTES)
    datee = DISPENSE_TRAVAUX if faits.nature_achat == "travaux" else DISPENSE_FOURNITURES_SERVICES
    try:
        palier = datee.palier_au(jour)
    except ValeurInconnue as inconnue:
        return DecisionDispense(valeur=None, motif=str(inconnue), references=(DECRET_2025_1386,))
    montant, lignes, _ = montant_estime(faits)
    titre = "travaux" if datee is DISPENSE_TRAVAUX else "fournitures et services"
    motif = (
        f"{titre.capitalize()}{INSECABLE}: {euros(palier.valeur)} HT depuis le {jour_en_mots(palier.depuis)}, pour un "
    )
    motif += f"lancement le {jour_en_mots(jour)}. {_suite(montant, palier.valeur)}"
    avis = ("ce seuil est celui des marchés : une concession a le sien.",) if faits.est_concession else ()
    return DecisionDispense(
        valeur=palier.valeur,
        motif=motif,
        references=(palier.reference,),
        detail=(*lignes, LigneDeCalcul("Seuil de dispense", titre, palier.valeur, "€")),
        avertissements=avis,
        est_dispense=None if montant is None else montant < palier.valeur,
    )


def _suite(montant: Decimal | None, seuil: Decimal) -> str:
    if montant is None:
        return "Le montant estimé manque."
    if montant < seuil:
        return "Ni publicité ni mise en concurrence préalables : une clause reste possible, écrite au contrat."
    return "Une mise en concurrence est requise."
