"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EQUIPE
from clauses.fond.socle.registre import Carte, Onglet

CARTE = Carte(
    allume="projets:liste",
    onglets=[Onglet("Sourcing", "sourcing:recherche", 30, sur="projet", code="sourcing")],
    fiches={"sourcing.sollicitation": "sourcing:fiche"},
    droits={
        "sollicitation.voir": EQUIPE,
        "sollicitation.demander": EQUIPE,
        "sollicitation.envoyer": EQUIPE,
        "sollicitation.relancer": EQUIPE,
        "sollicitation.repondre": EQUIPE,
        "sollicitation.annuler": EQUIPE,
    },
)
