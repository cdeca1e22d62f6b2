from clauses.fond.annuaire.models.fournisseur import Fournisseur

__all__ = ["Fournisseur"]
