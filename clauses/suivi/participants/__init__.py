"""Participants : les personnes, leurs critères, leur éligibilité. Le coffre des données personnelles.

On y garde le moins possible : le critère vu, la pièce et sa date, jamais la pièce ; jamais de numéro de
sécurité sociale (décret n° 2019-341). Les règles sont dans `regles/eligibilite.py`.
"""
