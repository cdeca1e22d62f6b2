"""Comptes : les personnes qui se connectent, leurs appartenances, la connexion.

Mot de passe selon la recommandation de la CNIL (délibération n° 2022-100), essais ralentis ; le second
facteur et ProConnect se brancheront sur la même porte (`connexion`).
"""
