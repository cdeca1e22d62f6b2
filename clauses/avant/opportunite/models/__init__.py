from clauses.avant.opportunite.models.choix import ChoixDInstrument
from clauses.avant.opportunite.models.etude import Etude
from clauses.avant.opportunite.models.registre import MarcheSansClause

__all__ = ["ChoixDInstrument", "Etude", "MarcheSansClause"]
