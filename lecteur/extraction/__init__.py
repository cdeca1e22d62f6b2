"""Lire une pièce de marché : heures, formule, publics, réservation… Python seul, ni Django ni base."""

from lecteur.extraction.constats import Lecture, Texte
from lecteur.extraction.lecture import extraire

__all__ = ["Lecture", "Texte", "extraire"]
