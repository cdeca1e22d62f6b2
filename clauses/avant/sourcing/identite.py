"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Onglet

CARTE = Carte(
    allume="projets:liste",
    onglets=[Onglet("Sourcing", "sourcing:recherche", 30, sur="projet", code="sourcing")],
)
