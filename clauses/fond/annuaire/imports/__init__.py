"""Charger l'annuaire : lire → verifier → rapprocher → appliquer → rapport. Commencer par `chaine.py`."""
