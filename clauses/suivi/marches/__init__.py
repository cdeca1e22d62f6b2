"""Marchés : programme → opération → marché → lot → tranche, la clause de chaque lot, ses attributions,
ses commandes et ses factures.

Le droit est au code de la commande publique (L2112-2 et suivants) ; les heures dues se calculent dans
`regles/engagement.py`. Commencer par `models/lot.py` et `models/clause.py`.
"""
