"""Relire une pièce venue d'ailleurs : trouver la clause, l'extraire, la comparer au lot, dire quoi écrire.

`extraction/` lit un texte courant, sans Django ; `documents/` lit DOCX et PDF ; `controle.py` compare.
"""
