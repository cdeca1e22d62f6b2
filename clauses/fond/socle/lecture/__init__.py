"""Lire un tableau venu du dehors (XLSX, XLS, ODS, CSV), quoi qu'on lui ait fait subir.

Commencer par `lire_tableau`. Le contenu décide du format, jamais l'extension. Tout ce qui empêche de
lire est un `FichierIllisible` qui nomme le fichier, le défaut et le remède ; ce qui a été réparé ou
deviné est dans `Tableau.avertissements`. Aucun import de Django ici.
"""

from .brut import Bornes
from .entetes import lettre
from .erreurs import FichierIllisible
from .tableau import Ligne, Tableau, lire_sur_place, lire_tableau

__all__ = ["Bornes", "FichierIllisible", "Ligne", "Tableau", "lettre", "lire_sur_place", "lire_tableau"]
