"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import COMMANDE, EQUIPE, PILOTE
from clauses.fond.socle.registre import Carte, Onglet

CARTE = Carte(
    allume="marches:operations",
    onglets=[Onglet("Bilan", "bilans:operation", 30, sur="operation", code="bilan")],
    droits={
        "bilan.voir": {**EQUIPE, **COMMANDE, **PILOTE},
        "bilan.lignes": {**EQUIPE, **COMMANDE},
        "bilan.personnes": EQUIPE,
        "bilan.rediger": EQUIPE,
    },
)
