from clauses.avant.projets.models.lot_projet import LotProjet
from clauses.avant.projets.models.projet import Projet

__all__ = ["LotProjet", "Projet"]
