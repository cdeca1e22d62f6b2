"""Passer la main, prendre à l'étude, abandonner, rouvrir."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Page
from clauses.fond.socle.gestes import confirmer, jouer
from clauses.fond.socle.requete import Requete


@ecran("projet.soumettre", ecrit=True, objet=Projet)
def soumettre(requete: Requete, projet: Projet) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: services.soumettre(projet, par=requete.acteur),
        page=Page.au_bout(fil_projet(requete.acteur, projet), "Soumettre au facilitateur"),
        demande=Confirmation(
            question=f"Soumettre « {projet.nom} » au facilitateur ?",
            verbe="Soumettre la fiche",
            consequences=[
                "La fiche attend alors un facilitateur de votre structure porteuse, qui étudiera la clause à prévoir.",
                "Vous pourrez encore la compléter, et verrez ce qu'il y change.",
            ],
            url_retour=fiche_de(projet),
            avec_motif=False,
        ),
        message="La fiche est soumise : à un facilitateur de la prendre à l'étude.",
    )


@require_POST
@ecran("projet.prendre", ecrit=True, objet=Projet)
def prendre(requete: Requete, projet: Projet) -> HttpResponse:
    return jouer(
        requete,
        lambda: services.prendre(projet, par=requete.acteur),
        retour=fiche_de(projet),
        message="Vous étudiez ce projet.",
    )


@ecran("projet.abandonner", ecrit=True, objet=Projet)
def abandonner(requete: Requete, projet: Projet) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: services.abandonner(projet, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_projet(requete.acteur, projet), "Abandonner le projet"),
        demande=Confirmation(
            question=f"Abandonner le projet « {projet.nom} » ?",
            verbe="Abandonner le projet",
            consequences=[
                "Il quitte la liste des projets en cours ; sa fiche et son histoire restent.",
                "Il pourra être rouvert.",
            ],
            url_retour=fiche_de(projet),
            est_dangereuse=True,
        ),
        message="Le projet est abandonné.",
    )


@ecran("projet.abandonner", ecrit=True, objet=Projet)
def rouvrir(requete: Requete, projet: Projet) -> HttpResponse:
    """Reprendre un projet abandonné. Celui qu'on a classé sans clause se rouvre depuis son étude."""
    return confirmer(
        requete,
        lambda motif: services.rouvrir(projet, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_projet(requete.acteur, projet), "Rouvrir le projet"),
        demande=Confirmation(
            question=f"Rouvrir le projet « {projet.nom} » ?",
            verbe="Rouvrir le projet",
            consequences=[
                "La fiche redevient un brouillon, à compléter et à soumettre.",
            ],
            url_retour=fiche_de(projet),
        ),
        message="La fiche est rouverte.",
    )
