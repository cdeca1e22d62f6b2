"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte

CARTE = Carte()
