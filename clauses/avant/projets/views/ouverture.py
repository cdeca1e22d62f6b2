"""Ouvrir l'opération : montrer exactement ce qui sera créé, puis le faire."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clauses.avant.projets import services
from clauses.avant.projets.completude import avis_sur_les_lots
from clauses.avant.projets.forms.projet import OuvertureForm
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.avant.projets.presentation import ouverture as presentation
from clauses.avant.projets.views.commun import adresse_de
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.presentation.commun import dans_l_ordre


@ecran("projet.ouvrir", ecrit=True, objet=Projet)
def ouvrir(requete: Requete, projet: Projet) -> HttpResponse:
    """La page de confirmation, champ par champ ; le marché peut rejoindre une opération qui existe."""
    acteur = requete.acteur
    donnees = requete.POST if requete.method == "POST" else None
    formulaire = OuvertureForm(donnees, acteur=acteur, projet=projet)
    if requete.method == "POST" and formulaire.is_valid():
        choisie = formulaire.cleaned_data["operation"]
        if tenter(formulaire, lambda: services.ouvrir(projet, par=acteur, operation=choisie)) is not None:
            messages.success(requete, "L'opération est ouverte, son marché est en préparation.")
            return redirect(adresse_de(projet))
    lots = dans_l_ordre(projet.lots.actifs().order_by("numero", "pk"))
    contexte = {
        "page": Page("Ouvrir l'opération", surtitre=projet.nom, phrase=avis_sur_les_lots(projet, lots),
                     fil=fil_projet(acteur, projet, Lien("Ouvrir l'opération"))),
        "formulaire": formulaire,
        "vu": presentation.regard(projet, lots),
        "retour": adresse_de(projet),
    }  # fmt: skip
    return render(requete, "projets/ouverture.html", contexte, status=422 if formulaire.errors else 200)
