"""La fiche d'un projet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clauses.avant.projets.completude import avis_de_retard, avis_sur_les_lots
from clauses.avant.projets.models import Projet
from clauses.avant.projets.presentation import fiche as presentation
from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.habilitations.places import fragment
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete


@ecran("projet.voir", objet=Projet)
def fiche(requete: Requete, projet: Projet) -> HttpResponse:
    """Ce qu'on achète, où en est le dossier, à qui de jouer ; les lots, la description, l'histoire."""
    acteur = requete.acteur
    projet = Projet.objects.select_related("donneur_d_ordre", "facilitateur", "departement__region").get(pk=projet.pk)
    lots = list(projet.lots.actifs().order_by("tri", "pk"))
    tous = list(projet.lots.order_by("tri", "pk"))
    contexte = {
        "page": presentation.page(acteur, projet, timezone.localdate()),
        "projet": projet,
        "retard": avis_de_retard(projet, timezone.localdate()),
        "permis": {**capacites(acteur, projet), "rouvrir": peut(acteur, "projet.abandonner") and projet.se_rouvre},
        "chemin": presentation.chemin(acteur, projet),
        "url_chemin": fragment(acteur, "chemin", projet),
        "manquants": presentation.manquants(projet) if projet.etat == Projet.Etat.BROUILLON else [],
        "lots": presentation.lignes_des_lots(acteur, projet, lots),
        "avis": avis_sur_les_lots(projet, lots),
        "url_volumes": fragment(acteur, "volumes", projet),
        "definitions": presentation.definitions(acteur, projet),
        "etapes": historique([projet, *tous]) if peut(acteur, "journal.voir") else [],
    }
    return render(requete, "projets/fiche.html", contexte)
