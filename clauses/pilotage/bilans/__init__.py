"""Bilans : les cinq chiffres d'une opération, leurs répartitions, la page, le PDF, le classeur.

Chaque chiffre ouvre ses lignes, et la somme des lignes est le chiffre. Rien n'est gardé : tout se recompte.
Commencer par `chiffres.py` (les cinq chiffres) et `repartitions.py` (qui a fait quoi).
"""
