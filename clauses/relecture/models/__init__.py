from clauses.relecture.models.piece_relue import PieceRelue
from clauses.relecture.models.relecture import Relecture
from clauses.relecture.models.suite_de_remarque import SuiteDeRemarque

__all__ = ["PieceRelue", "Relecture", "SuiteDeRemarque"]
