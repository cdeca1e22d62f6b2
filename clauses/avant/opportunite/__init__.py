"""L'étude d'opportunité : l'achat doit-il, peut-il porter une condition sociale, et par quel instrument.

La loi est dans `regles/opportunite.py` ; ici, les faits, le choix et le registre des marchés sans clause.
"""
