from clauses.annuaire.models.fournisseur import Fournisseur

__all__ = ["Fournisseur"]
