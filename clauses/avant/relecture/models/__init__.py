from clauses.avant.relecture.models.piece_relue import PieceRelue
from clauses.avant.relecture.models.relecture import Relecture
from clauses.avant.relecture.models.suite_de_remarque import SuiteDeRemarque

__all__ = ["PieceRelue", "Relecture", "SuiteDeRemarque"]
