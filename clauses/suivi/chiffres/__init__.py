"""Chiffres : les cinq chiffres d'un lot, d'une opération, d'un attributaire, et ce qui s'en déduit, pour toutes les
tranches qui les montrent.

Rien n'est gardé : tout se recompte, des lignes et des règles, par des sommes que fait la base. Commencer par
`cinq_chiffres.py` ; puis `attributaires.py` (la part de chacun), `trajectoire.py` (mois après mois, et où l'on va),
`retards.py` (les mois qui manquent), `phrases.py` (LA phrase).
"""
