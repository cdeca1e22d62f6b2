"""Les heures dues, d'un seul endroit : l'engagement (à la fin), l'exigible (au jour), l'attendu (la courbe).

`obligations(lots, jour)` lit la base en huit requêtes au plus, quel que soit le nombre de lots ; le calcul est
celui de `regles/engagement.py`, fait à la demande. Les parts des attributaires font toujours le tout :
par la facturation ou les heures propres de chacun quand la formule en dépend, sinon par leur part du lot.
"""

from clauses.suivi.marches.obligations.calcul import (
    Obligation,
    Somme,
    courbe_attendue,
    jours_de_la_courbe,
    obligations,
    somme,
)
from clauses.suivi.marches.obligations.faits import LUS_DU_LOT
from clauses.suivi.marches.obligations.part_due import PartDue

__all__ = [
    "LUS_DU_LOT",
    "Obligation",
    "PartDue",
    "Somme",
    "courbe_attendue",
    "jours_de_la_courbe",
    "obligations",
    "somme",
]
