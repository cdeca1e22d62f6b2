"""L'accueil et la recherche."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Page
from clauses.fond.socle.requete import Requete, texte_demande
from clauses.pilotage.tableaux.accueils import accueil as composer
from clauses.pilotage.tableaux.recherche import chercher
from regles.typographie import accorder


@ecran("accueil.voir")
def accueil(requete: Requete) -> HttpResponse:
    """Ce qui attend aujourd'hui, selon le rôle."""
    contexte = composer(requete.acteur, timezone.localdate())
    return render(requete, contexte["gabarit"], contexte)


@ecran("accueil.voir")
def recherche(requete: Requete) -> HttpResponse:
    """Une recherche sur tout ce que l'on peut voir."""
    texte = texte_demande(requete)
    resultats = chercher(requete.acteur, texte) if len(texte) > 1 else []
    total = sum(len(r.trouvailles) for r in resultats)
    if len(texte) < 2:
        phrase = "Tapez au moins deux lettres d'un nom, d'un objet, d'une référence ou d'un SIRET."
    elif total:
        phrase = f"{accorder(total, 'résultat')} pour « {texte} »."
    else:
        phrase = f"Rien ne correspond à « {texte} » dans ce que vous pouvez voir. Essayez un mot plus court."
    page = Page(titre="Recherche", phrase=phrase)
    return render(requete, "tableaux/recherche.html", {"page": page, "resultats": resultats, "texte": texte})
