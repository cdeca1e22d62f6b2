"""Démonstration : une histoire crédible dans les Hauts-de-France, racontée par les services eux-mêmes.

Trois opérations, une douzaine de personnes plainement fictives, dix-huit mois de déclarations, certaines en
retard, une contestée. Commencer par `recit.py`.
"""
