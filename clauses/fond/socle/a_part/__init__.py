"""Lire dans un processus à part tout fichier venu du dehors : borné en mémoire, en calcul et en durée.

`lire` rend ce que rend une lecture ; `parcourir`, ce qu'elle donne au fil de l'eau, à relire autant de fois qu'on veut.
Un processus mort, trop lent ou trop gourmand devient un refus en une phrase : ni le site ni l'exécutant n'en souffrent.
Aucun import de Django ici. Pourquoi : docs/decisions/0044.
"""

from .limites import Limites, regler
from .parent import Recueil, Source, lire, ouvert, parcourir

__all__ = ["Limites", "Recueil", "Source", "lire", "ouvert", "parcourir", "regler"]
