"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EQUIPE
from clauses.fond.socle.registre import Carte

CARTE = Carte(
    droits={
        "journal.voir": EQUIPE,
    },
)
