"""La fiche projet : un achat prévu, décrit par l'acheteur ou pour lui, qui devient l'opération et ses lots.

Avant le contrat : rien n'est encore dû. Commencer par `models/projet.py` et `services/`.
"""
