"""Contrats, déclarations et lignes d'heures d'essai."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Attribution, Lot
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques as participants


def contrat(de: Participant, sur: Lot, *, attribution: Attribution | None = None, **champs: Any) -> ContratInsertion:
    """Un contrat et son affectation au lot."""
    if "employeur" not in champs:
        champs["employeur"] = (attribution or sur.attributions.first()).structure  # type: ignore[union-attr]
    champs = {"modalite": "embauche_directe", "type_contrat": "cdd", "date_debut": date(2026, 1, 15), **champs}
    le_contrat = creer(ContratInsertion, participant=de, **champs)
    creer(AffectationLot, contrat=le_contrat, lot=sur, attribution=attribution or sur.attributions.first())
    return le_contrat


def contrat_eligible(sur: Lot, **champs: Any) -> ContratInsertion:
    """Une personne éligible et son contrat sur le lot."""
    qui = participants.participant(sur.marche.porteuse)
    participants.eligibilite(qui)
    return contrat(qui, sur, **champs)


def declaration(de: Attribution, mois: date, **champs: Any) -> DeclarationMensuelle:
    champs.setdefault("echeance", date(mois.year + mois.month // 12, mois.month % 12 + 1, 15))
    return creer(DeclarationMensuelle, lot=de.lot, attribution=de, mois=mois, **champs)


def ligne(de: ContratInsertion, sur: Lot, mois: date, heures: str = "100", **champs: Any) -> LigneHeures:
    """Une ligne d'heures ; `etat="validee"` retient tout ce qui est déclaré, sauf `retenu_travail` donné."""
    champs = {"heures_travaillees": Decimal(heures), "etat": "soumise", **champs}
    if champs["etat"] == "validee":
        champs.setdefault("retenu_travail", champs["heures_travaillees"])
    return creer(LigneHeures, contrat=de, lot=sur, mois=mois, **champs)
