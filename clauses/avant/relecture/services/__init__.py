"""Les verbes de la relecture."""

from clauses.avant.relecture.services.depot import FICHIERS_MAX, deposer
from clauses.avant.relecture.services.lecture import est_sans_nouvelles, lire_piece, relire
from clauses.avant.relecture.services.suites import annuler, donner_suite

__all__ = ["FICHIERS_MAX", "annuler", "deposer", "donner_suite", "est_sans_nouvelles", "lire_piece", "relire"]
