"""Avant le contrat : de l'achat prévu aux pièces bonnes pour publication."""
