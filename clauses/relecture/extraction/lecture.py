"""`extraire` : d'un texte à une `Lecture`."""

from clauses.relecture.extraction.constats import Lecture, Texte


def extraire(texte: Texte) -> Lecture:
    """Lecture vide : le moteur arrive avec la suite."""
    return Lecture()
