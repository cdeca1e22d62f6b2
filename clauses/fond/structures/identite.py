"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EQUIPE, RESPONSABLE
from clauses.fond.socle.registre import Carte, Entree

CARTE = Carte(
    menu=[
        Entree("Structures", "structures:liste", 70),
        Entree("Réglages", "structures:porteuse", 100, droit="structureporteuse.modifier"),
    ],
    allume="structures:liste",
    places={"structure": "La fiche d'une structure : ce qu'elle fait pour nous, un cadre par fragment."},
    fiches={"structures.structure": "structures:fiche"},
    droits={
        "structureporteuse.voir": EQUIPE,
        "structureporteuse.modifier": RESPONSABLE,
        "structure.voir": EQUIPE,
        "structure.creer": EQUIPE,
        "structure.modifier": EQUIPE,
        "contact.voir": EQUIPE,
        "contact.gerer": EQUIPE,
    },
)
