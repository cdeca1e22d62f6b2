"""Socle : ce dont toute tranche a besoin et qui ne dit rien du métier.

Modèle de base journalisé, acteur et signature des écritures, lecture de fichiers, valeurs à la
française, composants d'écran, documents, exports. Commencer par `models/base.py` et `signature.py`.
"""
