"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EMPLOYEUR, EQUIPE, TITULAIRE
from clauses.fond.socle.registre import Carte, Entree

CARTE = Carte(
    menu=[Entree("Personnes", "participants:liste", 60)],
    allume="participants:liste",
    places={"parcours": "La fiche d'une personne : ses contrats et ses heures, un seul fragment."},
    fiches={"participants.participant": "participants:fiche"},
    droits={
        # Personnes : l'acheteur n'y est pas, l'entreprise ne voit que les siennes
        "participant.voir": {**EQUIPE, **TITULAIRE, **EMPLOYEUR},
        "participant.creer": EQUIPE,
        "participant.modifier": EQUIPE,
        "critereparticipant.voir": EQUIPE,
        "critereparticipant.gerer": EQUIPE,
        "eligibilite.voir": EQUIPE,
        "eligibilite.prononcer": EQUIPE,
    },
)
