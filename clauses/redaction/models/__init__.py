from clauses.redaction.models.piece import Piece, VersionDePiece

__all__ = ["Piece", "VersionDePiece"]
