from clauses.opportunite.models.choix import ChoixDInstrument
from clauses.opportunite.models.etude import Etude
from clauses.opportunite.models.registre import MarcheSansClause

__all__ = ["ChoixDInstrument", "Etude", "MarcheSansClause"]
