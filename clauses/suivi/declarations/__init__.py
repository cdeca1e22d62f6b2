"""Déclarations : les contrats d'insertion, les mois à déclarer, les lignes d'heures.

Les heures sont des faits : une ligne par contrat × lot × mois. Ce qui compte est décidé par
`regles/execution.py`, au moment de la validation, et figé avec sa raison.
"""
