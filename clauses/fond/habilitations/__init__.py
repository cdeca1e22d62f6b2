"""Habilitations : qui peut quoi. Une seule table (`matrice.py`, réunie des cartes), une seule porte (`ecran.py`).

Le même dictionnaire de capacités dessine le bouton et garde l'adresse. Voir docs/habilitations.md,
écrit d'après la table.
"""
