"""Territoires : régions, départements, communes.

Les départements et les régions viennent avec le logiciel ; les communes se chargent par
`manage.py charger_communes FICHIER`. Rien n'oblige à les charger : une commune peut être écrite à la main.
"""
