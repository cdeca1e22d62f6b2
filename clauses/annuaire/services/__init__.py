from clauses.annuaire.services.chargement import charger
from clauses.annuaire.services.repertoire import ajouter_au_repertoire

__all__ = ["ajouter_au_repertoire", "charger"]
