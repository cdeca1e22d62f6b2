"""Fiches : la fiche d'une opération et celle d'un lot, qui traversent toutes les tranches.

Chacune répond avant qu'on demande : LA phrase, à qui de jouer, la trajectoire, les jauges, les interlocuteurs.
Commencer par `operation.py` et `lot.py` ; `a_jouer.py` dit ce qui est en retard et chez qui.
"""
