"""Chiffres : les cinq chiffres d'un lot, d'une opération, d'une attribution, pour toutes les tranches qui les montrent.

Rien n'est gardé : tout se recompte, des lignes et des règles. Commencer par `cinq_chiffres.py`.
"""
