"""Les verbes de la fiche projet. Importer `services`, puis `services.ouvrir(projet, par=…)`."""

from clauses.avant.projets.services.etats import abandonner, classer_sans_clause, prendre, rouvrir, soumettre
from clauses.avant.projets.services.fiche import creer, modifier
from clauses.avant.projets.services.lots import LotSaisi, ajouter_lot, annuler_lot, modifier_lot, poser_lots
from clauses.avant.projets.services.ouverture import ouvrir

__all__ = [
    "LotSaisi",
    "abandonner",
    "ajouter_lot",
    "annuler_lot",
    "classer_sans_clause",
    "creer",
    "modifier",
    "modifier_lot",
    "ouvrir",
    "poser_lots",
    "prendre",
    "rouvrir",
    "soumettre",
]
