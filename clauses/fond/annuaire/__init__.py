"""L'annuaire public des structures d'insertion, du handicap et des régies : où elles sont, ce qu'elles font.

Données publiques, communes à toutes les porteuses. Commencer par `models/fournisseur.py` et `imports/`.
"""
