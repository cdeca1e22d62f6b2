"""Lire une pièce déposée : DOCX, ODT, PDF ou texte, reconnue à son contenu. Un refus dit quoi faire."""

from lecteur.documents.erreurs import PieceIllisible
from lecteur.documents.lire import TAILLE_MAX, DocumentLu, lire, longueur, octets_a_lire, ouvrir

__all__ = ["TAILLE_MAX", "DocumentLu", "PieceIllisible", "lire", "longueur", "octets_a_lire", "ouvrir"]
