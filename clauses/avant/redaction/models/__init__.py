from clauses.avant.redaction.models.modele_de_texte import ModeleDeTexte
from clauses.avant.redaction.models.piece import Piece, VersionDePiece

__all__ = ["ModeleDeTexte", "Piece", "VersionDePiece"]
