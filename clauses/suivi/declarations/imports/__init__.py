"""Reprendre des classeurs : lire → vérifier → rapprocher → appliquer → rapport.

Trois modèles sont reconnus à leurs colonnes (`formats.py`) : l'export des contrats et celui des participants
de l'outil du métier, et notre classeur « heures du mois ». Commencer par `verification.verifier_fichier`, qui
n'écrit rien ; `service.py` tient les verbes (déposer, vérifier, appliquer). Voir docs/imports.md.
"""
