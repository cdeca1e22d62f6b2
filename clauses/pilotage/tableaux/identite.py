"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Entree, Fragment

CARTE = Carte(
    menu=[Entree("Accueil", "tableaux:accueil", 10)],
    fragments=[Fragment("Recherche", "tableaux:recherche", sur="recherche")],
)
