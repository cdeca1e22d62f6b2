"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EQUIPE
from clauses.fond.socle.registre import Carte, Fragment, Onglet

CARTE = Carte(
    allume="projets:liste",
    onglets=[Onglet("Calibrage", "calibrage:projet", 40, sur="projet", code="calibrage")],
    fragments=[Fragment("Les heures d'insertion à demander", "calibrage:resume", sur="volumes")],
    droits={
        "calibrage.voir": EQUIPE,
        "calibrage.retenir": EQUIPE,
        "valeurdereference.voir": EQUIPE,
        "valeurdereference.saisir": EQUIPE,
    },
)
