from clauses.fond.comptes.models.appartenance import Appartenance
from clauses.fond.comptes.models.utilisateur import Utilisateur

__all__ = ["Appartenance", "Utilisateur"]
