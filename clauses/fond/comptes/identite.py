"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import RESPONSABLE
from clauses.fond.socle.registre import Carte, Entree, Periodique

CARTE = Carte(
    menu=[Entree("Utilisateurs", "comptes:utilisateurs", 90)],
    places={"recherche": "Le bandeau de toutes les pages : la recherche."},
    fiches={"comptes.utilisateur": "comptes:utilisateur"},
    droits={
        "utilisateur.voir": RESPONSABLE,
        "utilisateur.gerer": RESPONSABLE,
        "appartenance.voir": RESPONSABLE,
        "appartenance.retirer": RESPONSABLE,
    },
    periodiques=[
        Periodique(
            "freins",
            "41 2 * * *",
            "clauses.fond.comptes.services.purger_les_freins",
            "Efface les compteurs d'essais périmés.",
        )
    ],
)
