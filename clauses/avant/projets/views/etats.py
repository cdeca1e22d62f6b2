"""Passer la main, prendre à l'étude, abandonner, rouvrir."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.views.commun import adresse_de, confirmer
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.requete import Requete


@ecran("projet.soumettre", ecrit=True, objet=Projet)
def soumettre(requete: Requete, projet: Projet) -> HttpResponse:
    return confirmer(
        requete,
        projet,
        lambda motif: services.soumettre(projet, par=requete.acteur),
        titre="Soumettre au facilitateur",
        question=f"Soumettre « {projet.nom} » au facilitateur ?",
        verbe="Soumettre la fiche",
        consequences=[
            "La fiche attend alors un facilitateur de votre structure porteuse : lui étudie la clause à prévoir.",
            "Vous pourrez encore la compléter, et verrez ce qu'il y change.",
        ],
        avec_motif=False,
        message="La fiche est soumise : à un facilitateur de la prendre à l'étude.",
    )


@require_POST
@ecran("projet.prendre", ecrit=True, objet=Projet)
def prendre(requete: Requete, projet: Projet) -> HttpResponse:
    try:
        services.prendre(projet, par=requete.acteur)
        messages.success(requete, "Vous étudiez ce projet.")
    except RefusMetier as refus:
        messages.error(requete, refus.message)
    return redirect(adresse_de(projet))


@ecran("projet.abandonner", ecrit=True, objet=Projet)
def abandonner(requete: Requete, projet: Projet) -> HttpResponse:
    return confirmer(
        requete,
        projet,
        lambda motif: services.abandonner(projet, par=requete.acteur, motif=motif),
        titre="Abandonner le projet",
        question=f"Abandonner le projet « {projet.nom} » ?",
        verbe="Abandonner le projet",
        consequences=["Il quitte la liste des projets en cours ; sa fiche et son histoire restent.",
                      "Il pourra être rouvert."],
        est_dangereuse=True,
        message="Le projet est abandonné.",
    )  # fmt: skip


@ecran("projet.abandonner", ecrit=True, objet=Projet)
def rouvrir(requete: Requete, projet: Projet) -> HttpResponse:
    """Reprendre un projet abandonné. Celui qu'on a classé sans clause se rouvre depuis son étude."""
    return confirmer(
        requete,
        projet,
        lambda motif: services.rouvrir(projet, par=requete.acteur, motif=motif),
        titre="Rouvrir le projet",
        question=f"Rouvrir le projet « {projet.nom} » ?",
        verbe="Rouvrir le projet",
        consequences=["La fiche redevient un brouillon, à compléter et à soumettre."],
        message="La fiche est rouverte.",
    )
