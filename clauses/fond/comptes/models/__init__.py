from clauses.fond.comptes.models.appartenance import Appartenance
from clauses.fond.comptes.models.frein import Frein
from clauses.fond.comptes.models.utilisateur import Utilisateur

__all__ = ["Appartenance", "Frein", "Utilisateur"]
