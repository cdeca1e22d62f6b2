"""La liste des projets : ce qui se prépare, à qui de jouer, ce qui presse."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.projets.completude import DELAI_DU_FACILITATEUR
from clauses.avant.projets.forms.projet import FiltreProjets
from clauses.avant.projets.models import Projet
from clauses.avant.projets.presentation.liste import COLONNES, LigneProjet
from clauses.fond.habilitations import places
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Page, Vide
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from regles.typographie import accorder

PAR_PAGE = 25


@ecran("projet.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les projets que l'on peut voir, du lancement le plus proche au plus lointain."""
    filtre = FiltreProjets(requete.GET or None, acteur=requete.acteur)
    trouves = _filtres(requete, filtre)
    feuille = Paginator(trouves, PAR_PAGE).get_page(requete.GET.get("page"))
    lignes = [LigneProjet(projet, timezone.localdate()) for projet in feuille]
    contexte = {
        "page": Page("Projets", _phrase(trouves, feuille.paginator.count), actions=_actes_de_la_page(requete)),
        "feuille": feuille,
        "tableau": Tableau(
            COLONNES,
            lignes,
            legende="Projets",
            url=lambda ligne: ligne.url,
            classe=lambda ligne: "ligne-alerte" if ligne.retard else "",
        ),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("projets:liste")),
        "vide": _vide(requete),
    }
    return render(requete, "socle/liste.html", contexte)


def _filtres(requete: Requete, filtre: FiltreProjets) -> Any:
    trouves = Projet.objects.visibles_par(requete.acteur).actifs()
    valeurs = lire_filtres(filtre)
    if valeurs.get("q"):
        trouves = trouves.cherches(valeurs["q"])
    etat = valeurs.get("etat", "")
    if not etat:
        trouves = trouves.en_cours()
    elif etat != FiltreProjets.TOUS:
        trouves = trouves.filter(etat=etat)
    if valeurs.get("donneur_d_ordre"):
        trouves = trouves.filter(donneur_d_ordre=valeurs["donneur_d_ordre"])
    bornes = {"date_lancement__gte": valeurs.get("du"), "date_lancement__lte": valeurs.get("au")}
    trouves = trouves.filter(**{nom: jour for nom, jour in bornes.items() if jour})
    ordre = F("date_lancement").asc(nulls_last=True)
    return trouves.select_related("donneur_d_ordre", "facilitateur").order_by(ordre, "tri", "pk")


def _phrase(trouves: Any, total: int) -> str:
    limite = timezone.localdate() + DELAI_DU_FACILITATEUR
    presses = trouves.en_cours().filter(date_lancement__lt=limite).count()
    if not presses:
        return f"{accorder(total, 'projet')}."
    lances = accorder(presses, "qui se lance", "qui se lancent")
    return f"{accorder(total, 'projet')}, dont {lances} dans moins de 4 semaines."


def _actes_de_la_page(requete: Requete) -> list[Action]:
    return [*places.actes(requete.acteur, "projets"), *_actes(requete)]


def _actes(requete: Requete) -> list[Action]:
    if not peut(requete.acteur, "projet.creer"):
        return []
    return [Action("Décrire un projet", reverse("projets:creer"), style="principale", icone="plus-lg")]


def _vide(requete: Requete) -> Vide:
    if requete.GET:
        return Vide("Aucun projet ne répond à ces filtres", "Retirez-en un, ou cherchez un autre mot.")
    acte = next(iter(_actes(requete)), None)
    texte = "Un projet décrit un achat avant sa consultation\u00a0: plus il arrive tôt, mieux sa clause est choisie."
    return Vide("Aucun projet en cours", texte, action=acte, icone="flag")
