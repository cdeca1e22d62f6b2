"""Les verbes de la fiche projet. `from clauses.projets import services`, puis `services.ouvrir(projet, par=…)`."""

from clauses.projets.services.etats import abandonner, classer_sans_clause, prendre, rouvrir, soumettre
from clauses.projets.services.fiche import creer, modifier
from clauses.projets.services.lots import LotSaisi, ajouter_lot, annuler_lot, modifier_lot, poser_lots
from clauses.projets.services.ouverture import ouvrir

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
