from clauses.projets.models.lot_projet import LotProjet
from clauses.projets.models.projet import Projet

__all__ = ["LotProjet", "Projet"]
