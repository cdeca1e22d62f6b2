"""Tous les dossiers : chez qui, depuis quand, les retards d'abord."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.circuit.forms import FiltreDossiers
from clauses.avant.circuit.presentation import liste as presentation
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import GroupeDeFiltres, Page
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.requete import Requete
from regles.typographie import typographie

PAR_PAGE = 25


@ecran("dossier.voir")
def liste(requete: Requete) -> HttpResponse:
    jour, filtre = timezone.localdate(), FiltreDossiers(requete.GET or None)
    valeurs: dict[str, Any] = lire_filtres(filtre)
    feuille = Paginator(presentation.filtres(requete.acteur, valeurs, jour), PAR_PAGE).get_page(requete.GET.get("page"))
    phrase = presentation.phrase(requete.acteur, jour)
    contexte = {
        "page": Page(titre="Circuits", phrase=typographie(phrase)),
        "feuille": feuille,
        "tableau": presentation.tableau(list(feuille), jour),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("circuit:liste")),
        "vide": presentation.vide(filtree=bool(requete.GET)),
    }
    return render(requete, "socle/liste.html", contexte)
