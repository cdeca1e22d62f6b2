"""Lire une pièce de marché : heures, formule, publics, réservation… Python seul, ni Django ni base."""

from clauses.relecture.extraction.constats import Lecture, Texte
from clauses.relecture.extraction.lecture import extraire

__all__ = ["Lecture", "Texte", "extraire"]
