"""Créer et modifier la fiche."""

from django.http import HttpResponse
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.forms.projet import ProjetForm, initiales_de
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.avant.projets.views.commun import adresse_de, saisir
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien
from clauses.fond.socle.requete import Requete


@ecran("projet.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """Décrire un achat : trois renseignements suffisent, le reste vient quand on le sait."""
    formulaire = ProjetForm(requete.POST or None, acteur=requete.acteur)

    def suite(projet: Projet) -> str:
        return reverse("projets:lots", args=[projet.pk]) if "lots" in requete.POST else adresse_de(projet)

    return saisir(
        requete,
        formulaire,
        lambda: services.creer(par=requete.acteur, **formulaire.valeurs()),
        titre="Décrire un projet",
        phrase="Remplissez ce que vous savez\u00a0: le brouillon se garde, et se complète plus tard.",
        fil=[Lien("Projets", reverse("projets:liste"))],
        retour=reverse("projets:liste"),
        vers=suite,
        message="La fiche est enregistrée, en brouillon.",
        second=Lien("Enregistrer et saisir les lots", "lots"),
    )


@ecran("projet.modifier", ecrit=True, objet=Projet)
def modifier(requete: Requete, projet: Projet) -> HttpResponse:
    formulaire = ProjetForm(requete.POST or None, acteur=requete.acteur, initial=initiales_de(projet))

    def enregistrer() -> Projet:
        lue = formulaire.cleaned_data["version"]
        return services.modifier(projet, par=requete.acteur, version_lue=lue, **formulaire.valeurs())

    return saisir(
        requete,
        formulaire,
        enregistrer,
        titre="Modifier la fiche",
        fil=fil_projet(requete.acteur, projet),
        retour=adresse_de(projet),
        message="La fiche est à jour.",
    )
