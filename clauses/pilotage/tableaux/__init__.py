"""Tableaux : l'accueil de chaque rôle et la recherche, qui traversent toutes les tranches.

L'accueil répond à une question : qu'est-ce qui m'attend aujourd'hui ? Commencer par `attentes.py`.
"""
