"""Le va-et-vient des pièces d'un marché entre facilitateur, acheteur et juriste : versions, remarques, accords.

À tout moment, le dossier dit à qui de jouer et depuis quand. Un accord porte sur une version : une version plus
récente le fait tomber. Commencer par `regles/circuit.py` (qui joue quand), `situation.py`, `services/`.
"""
