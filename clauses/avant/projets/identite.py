"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.avant.projets.attentes import attentes
from clauses.fond.habilitations.roles import COMMANDE, EQUIPE, JURISTE
from clauses.fond.socle.registre import Carte, Entree, Onglet

CARTE = Carte(
    menu=[Entree("Projets", "projets:liste", 20)],
    allume="projets:liste",
    places={
        "projet": "Les étapes d'une fiche projet, en onglets.",
        "projets": "La liste des projets : des boutons.",
        "chemin": "La fiche projet : où en est le dossier, un seul fragment.",
        "volumes": "La fiche projet : les heures à demander, un seul fragment.",
    },
    onglets=[Onglet("Fiche", "projets:fiche", 10, sur="projet", code="fiche")],
    fiches={"projets.projet": "projets:fiche"},
    attentes=[attentes],
    droits={
        "projet.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "projet.creer": {**EQUIPE, **COMMANDE},
        "projet.modifier": {**EQUIPE, **COMMANDE},
        "projet.soumettre": {**EQUIPE, **COMMANDE},
        "projet.prendre": EQUIPE,
        "projet.classer": EQUIPE,
        "projet.ouvrir": EQUIPE,
        "projet.abandonner": {**EQUIPE, **COMMANDE},
        "lotprojet.voir": {**EQUIPE, **COMMANDE, **JURISTE},
    },
)
