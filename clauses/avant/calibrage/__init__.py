"""Combien d'heures demander : la méthode, ses tables de référence, le verdict, et « et si ».

La formule est dans `regles/calibrage.py`. La part de main-d'œuvre sert ici et ne sort jamais d'ici.
"""
