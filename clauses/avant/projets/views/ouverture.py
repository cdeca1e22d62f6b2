"""Créer l'opération : montrer exactement ce qui sera créé, puis le faire."""

from django.http import HttpResponse

from clauses.avant.projets import services
from clauses.avant.projets.completude import avis_sur_les_lots
from clauses.avant.projets.forms.projet import OuvertureForm
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.avant.projets.presentation import ouverture as presentation
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Page
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete


@ecran("projet.ouvrir", ecrit=True, objet=Projet)
def ouvrir(requete: Requete, projet: Projet) -> HttpResponse:
    """La page de confirmation, champ par champ ; le marché peut rejoindre une opération qui existe."""
    acteur = requete.acteur
    donnees = requete.POST if requete.method == "POST" else None
    formulaire = OuvertureForm(donnees, acteur=acteur, projet=projet)
    lots = list(projet.lots.actifs().order_by("tri", "pk"))
    phrase = avis_sur_les_lots(projet, lots)
    return saisir(
        requete,
        formulaire,
        lambda: services.ouvrir(projet, par=acteur, operation=formulaire.cleaned_data["operation"]),
        page=Page.au_bout(fil_projet(acteur, projet), "Créer l'opération", surtitre=projet.nom, phrase=phrase),
        retour=fiche_de(projet),
        message="L'opération est créée, son marché est en préparation.",
        gabarit="projets/ouverture.html",
        vu=presentation.regard(projet, lots),
    )
