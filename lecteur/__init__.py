"""Lire ce que d'autres ont écrit, sans Django : le texte d'une pièce ou d'un avis, ce qu'il dit de la clause.

`documents/` ouvre un DOCX, un ODT, un PDF ; `extraction/` en tire des faits ; `controle/` les compare à la clause.
"""
