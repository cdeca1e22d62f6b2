"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EQUIPE, TOUS
from clauses.fond.socle.registre import Carte

CARTE = Carte(
    droits={
        "accueil.voir": TOUS,
        "compte.voir": TOUS,
        "journal.voir": EQUIPE,
    },
)
