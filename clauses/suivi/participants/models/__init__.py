from clauses.suivi.participants.models.critere import CritereParticipant
from clauses.suivi.participants.models.eligibilite import Eligibilite
from clauses.suivi.participants.models.participant import Participant

__all__ = ["CritereParticipant", "Eligibilite", "Participant"]
