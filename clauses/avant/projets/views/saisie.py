"""Créer et modifier la fiche."""

from django.http import HttpResponse
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.forms.projet import ProjetForm, initiales_de
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete

INVITE = "Remplissez ce que vous savez\u00a0: le brouillon se garde, et se complète plus tard."


@ecran("projet.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """Décrire un achat : trois renseignements suffisent, le reste vient quand on le sait."""
    formulaire = ProjetForm(requete.POST or None, acteur=requete.acteur)

    def suite(projet: Projet) -> str:
        return reverse("projets:lots", args=[projet.pk]) if "lots" in requete.POST else fiche_de(projet)

    return saisir(
        requete,
        formulaire,
        lambda: services.creer(par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout([Lien("Projets", reverse("projets:liste"))], "Décrire un projet", phrase=INVITE),
        retour=reverse("projets:liste"),
        vers=suite,
        message="La fiche est enregistrée, en brouillon.",
        gabarit="projets/saisie.html",
        second=Lien("Enregistrer et saisir les lots", "lots"),
    )


@ecran("projet.modifier", ecrit=True, objet=Projet)
def modifier(requete: Requete, projet: Projet) -> HttpResponse:
    formulaire = ProjetForm(requete.POST or None, acteur=requete.acteur, initial=initiales_de(projet))
    return saisir(
        requete,
        formulaire,
        lambda: services.modifier(projet, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_projet(requete.acteur, projet), "Modifier la fiche"),
        retour=fiche_de(projet),
        message="La fiche est à jour.",
        gabarit="projets/saisie.html",
    )
