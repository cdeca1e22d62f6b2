"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.registre import Carte, Entree

CARTE = Carte(
    menu=[Entree("Annuaire", "annuaire:liste", 80)],
    allume="annuaire:liste",
    fiches={"annuaire.fournisseur": "annuaire:fiche"},
    droits={
        "fournisseur.voir": {
            Role.FACILITATEUR: Portee.ANNUAIRE,
            Role.RESPONSABLE: Portee.ANNUAIRE,
            Role.DONNEUR_D_ORDRE: Portee.ANNUAIRE,
        },
    },
)
