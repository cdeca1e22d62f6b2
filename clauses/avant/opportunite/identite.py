"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import COMMANDE, EQUIPE, JURISTE
from clauses.fond.socle.registre import Acte, Carte, Onglet

CARTE = Carte(
    allume="projets:liste",
    onglets=[Onglet("Opportunité", "opportunite:etude", 20, sur="projet", code="opportunite")],
    actes=[
        Acte("Notes réglementaires", "opportunite:notes", 10, sur="projets", style="discrete", icone="journal-text"),
        Acte("Registre sans clause", "opportunite:registre", 20, sur="projets", style="discrete", icone="archive"),
    ],
    droits={
        "etude.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "etude.modifier": EQUIPE,
        "etude.clore": EQUIPE,
        "choixdinstrument.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "choixdinstrument.choisir": EQUIPE,
        "marchesansclause.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "marchesansclause.inscrire": {**EQUIPE, **COMMANDE},
        "marchesansclause.retirer": EQUIPE,
    },
)
