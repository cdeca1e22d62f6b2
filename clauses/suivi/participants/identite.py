"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Entree

CARTE = Carte(
    menu=[Entree("Personnes", "participants:liste", 60)],
    allume="participants:liste",
    places={"parcours": "La fiche d'une personne : ses contrats et ses heures, un seul fragment."},
    fiches={"participants.participant": "participants:fiche"},
)
