"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Onglet

CARTE = Carte(
    allume="marches:operations",
    onglets=[Onglet("Vue d'ensemble", "fiches:operation", 10, sur="operation", code="vue")],
    fiches={"marches.operation": "fiches:operation", "marches.lot": "fiches:lot"},
)
