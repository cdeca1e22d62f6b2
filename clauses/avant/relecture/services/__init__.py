"""Les verbes de la relecture."""

from clauses.avant.relecture.services.depot import FICHIERS_MAX, deposer
from clauses.avant.relecture.services.lecture import File, file_de, lire_piece, relire
from clauses.avant.relecture.services.suites import annuler, donner_suite

__all__ = ["FICHIERS_MAX", "File", "annuler", "deposer", "donner_suite", "file_de", "lire_piece", "relire"]
