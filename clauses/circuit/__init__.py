"""Le va-et-vient d'une pièce entre facilitateur, acheteur et juriste : versions, remarques, accord.

À tout moment, une pièce dit à qui de jouer et depuis quand.
"""
