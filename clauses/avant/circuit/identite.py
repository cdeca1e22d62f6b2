"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.avant.circuit.attentes import attentes
from clauses.fond.habilitations.roles import COMMANDE, EQUIPE, JURISTE
from clauses.fond.socle.registre import Acte, Carte, Entree

CARTE = Carte(
    menu=[Entree("Circuits", "circuit:liste", 30)],
    allume="circuit:liste",
    actes=[
        Acte("Circuit des pièces", "circuit:dossier", sur="marche préparé"),
        Acte("Circuit de relecture", "circuit:dossier", sur="pièces", icone="arrow-right"),
        Acte("Faire relire les pièces", "circuit:dossier", sur="projet rédigé", style="principale"),
    ],
    attentes=[attentes],
    droits={
        # Le circuit des pièces : qui joue quand est dans regles/circuit.py
        "dossier.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "dossier.transmettre": {**EQUIPE, **COMMANDE, **JURISTE},
        "dossier.refuser": {**COMMANDE, **JURISTE},
        "dossier.reprendre": EQUIPE,
        "dossier.clore": EQUIPE,
        "tour.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "remarque.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "remarque.ecrire": {**EQUIPE, **COMMANDE, **JURISTE},
        "remarque.repondre": {**EQUIPE, **COMMANDE, **JURISTE},
        "remarque.retirer": {**EQUIPE, **COMMANDE, **JURISTE},
        "accord.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "accord.donner": {**EQUIPE, **COMMANDE, **JURISTE},
    },
)
