"""Qui, près d'ici, peut faire ce travail : la recherche, les demandes d'offre et leurs réponses.

L'annuaire est public ; une demande appartient à la structure porteuse. Commencer par `models.py`.
"""
