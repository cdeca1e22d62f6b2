"""Des personnes plainement fictives."""

from datetime import date
from typing import Any

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.participants.models import CritereParticipant, Eligibilite, Participant

_suite = iter(range(1, 999_999))


def participant(chez: StructurePorteuse, **champs: Any) -> Participant:
    champs = {
        "nom": f"Fictif{next(_suite)}",
        "prenom": "Personne",
        "sexe": "F",
        "date_naissance": date(1990, 5, 14),
        **champs,
    }
    return creer(Participant, porteuse=chez, **champs)


def critere(de: Participant, code: str, **champs: Any) -> CritereParticipant:
    return creer(CritereParticipant, participant=de, code=code, **champs)


def eligibilite(de: Participant, date_entree: date = date(2026, 1, 15), **champs: Any) -> Eligibilite:
    champs = {"est_eligible": True, "version_regle": "essai", "criteres": ["deld"], **champs}
    return creer(Eligibilite, participant=de, date_entree=date_entree, **champs)
