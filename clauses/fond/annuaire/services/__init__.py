from clauses.fond.annuaire.services.chargement import charger
from clauses.fond.annuaire.services.repertoire import ajouter_au_repertoire

__all__ = ["ajouter_au_repertoire", "charger"]
