from clauses.calibrage.models.calibrage import Calibrage
from clauses.calibrage.models.valeur_de_reference import ValeurDeReference

__all__ = ["Calibrage", "ValeurDeReference"]
