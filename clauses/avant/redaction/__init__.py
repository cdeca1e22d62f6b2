"""Les pièces de la consultation, avec les chiffres de ce marché : modèles de textes, DOCX, aperçu.

Les textes sont des modèles versionnés, les nôtres puis les variantes de chaque structure.
"""
