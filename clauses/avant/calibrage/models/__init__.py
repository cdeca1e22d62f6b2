from clauses.avant.calibrage.models.calibrage import Calibrage
from clauses.avant.calibrage.models.valeur_de_reference import ValeurDeReference

__all__ = ["Calibrage", "ValeurDeReference"]
