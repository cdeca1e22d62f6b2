"""Bilans : ce qu'une opération a donné, par lot, par attributaire, par public : la page, le PDF, le classeur.

Chaque chiffre ouvre ses lignes, et la somme des lignes est le chiffre. Rien n'est gardé : tout se recompte.
Commencer par `bilan.py` (ce qui se remet) et `repartitions.py` (qui a fait quoi).
"""
