"""Lire une pièce déposée : DOCX, ODT, PDF ou texte, reconnue à son contenu. Un refus dit quoi faire."""

from clauses.relecture.documents.erreurs import PieceIllisible
from clauses.relecture.documents.lire import TAILLE_MAX, DocumentLu, lire, longueur, ouvrir

__all__ = ["TAILLE_MAX", "DocumentLu", "PieceIllisible", "lire", "longueur", "ouvrir"]
