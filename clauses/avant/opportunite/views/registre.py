"""Le registre des marchés sans clause : le lire, l'exporter, y inscrire, en retirer."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.opportunite import services
from clauses.avant.opportunite.exports import exporter_registre
from clauses.avant.opportunite.forms.registre import FiltreRegistre
from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.presentation import registre as presentation
from clauses.avant.opportunite.presentation.fiche_du_registre import definitions
from clauses.avant.opportunite.views.commun import telecharger
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, Confirmation, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.exports import Export, reponse_csv, reponse_xlsx
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import confirmer
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from regles.typographie import typographie

PAR_PAGE = 50


def _filtrees(requete: Requete, filtre: FiltreRegistre) -> Any:
    """Les inscriptions que l'acteur voit et que les filtres gardent."""
    lu = lire_filtres(filtre)
    visibles = MarcheSansClause.objects.visibles_par(requete.acteur)
    lignes = visibles.annules() if lu.get("lignes") == "retirees" else visibles.actifs()
    if lu.get("q"):
        lignes = lignes.cherches(lu["q"])
    if lu.get("raison"):
        lignes = lignes.filter(raison=lu["raison"])
    if lu.get("annee"):
        lignes = lignes.filter(date_decision__year=lu["annee"])
    return presentation.lignes_visibles(lignes)


def _actifs(requete: Requete, filtre: FiltreRegistre) -> list[Lien]:
    """Ce qui filtre déjà, chaque lien en retirant un."""
    liens = []
    for champ in filtre:
        if valeur := lire_filtres(filtre).get(champ.name):
            reste = requete.GET.copy()
            reste.pop(champ.name)
            reste.pop("page", None)
            mot = dict(getattr(champ.field, "choices", ())).get(valeur, valeur)
            liens.append(Lien(typographie(f"{champ.label} : {mot}"), f"?{reste.urlencode()}"))
    return liens


@ecran("marchesansclause.voir")
def registre(requete: Requete) -> HttpResponse:
    """Les marchés sans clause, leur raison et leur preuve."""
    filtre = FiltreRegistre(requete.GET)
    lignes, actifs = _filtrees(requete, filtre), _actifs(requete, filtre)
    feuille = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    total, derogatoires = feuille.paginator.count, 0 if actifs else lignes.derogatoires().count()
    contexte = {
        "page": Page(
            "Registre des marchés sans clause",
            presentation.phrase(total, derogatoires, filtre=bool(actifs)),
            actions=_actions(requete),
        ),
        "filtres": GroupeDeFiltres(filtre, actifs=actifs, url_effacer=reverse("opportunite:registre")),
        "feuille": feuille,
        "tableau": Tableau(presentation.COLONNES, list(feuille), legende="Marchés sans clause sociale", url=_adresse),
        "vide": _vide(requete, filtre=bool(actifs)),
    }
    return render(requete, "socle/liste.html", contexte)


def _adresse(ligne: MarcheSansClause) -> str:
    return reverse("opportunite:inscription", args=[ligne.pk])


def _inscrire(requete: Requete) -> list[Action]:
    if not peut(requete.acteur, "marchesansclause.inscrire"):
        return []
    return [Action("Inscrire un marché", reverse("opportunite:inscrire_marche"), style="principale", icone="plus-lg")]


def _actions(requete: Requete) -> list[Action]:
    suite = f"?{requete.GET.urlencode()}" if requete.GET else ""
    return [
        Action("Ce que dit la loi", reverse("opportunite:note", args=["obligation-sociale"]), style="discrete"),
        Action(
            "XLSX", reverse("opportunite:registre_xlsx") + suite, style="discrete", icone="file-earmark-spreadsheet"
        ),
        Action("CSV", reverse("opportunite:registre_csv") + suite, style="discrete", icone="filetype-csv"),
        *_inscrire(requete),
    ]


def _vide(requete: Requete, *, filtre: bool) -> Vide:
    explication = "Un marché sans clause s'inscrit depuis sa fiche projet, ou directement ici, avec son motif."
    titre = "Aucune inscription pour ces filtres" if filtre else "Aucun marché sans clause au registre"
    return Vide(titre, explication, action=next(iter(_inscrire(requete)), None))


def _export(requete: Requete) -> Export:
    filtre = FiltreRegistre(requete.GET)
    lignes = _filtrees(requete, filtre).iterator(chunk_size=500)
    textes = [lien.libelle for lien in _actifs(requete, filtre)]
    return exporter_registre(lignes, extrait_le=timezone.localdate(), filtres=textes)


@ecran("marchesansclause.voir")
def registre_xlsx(requete: Requete) -> HttpResponse:
    """Le registre, en classeur."""
    return reponse_xlsx(_export(requete))


@ecran("marchesansclause.voir")
def registre_csv(requete: Requete) -> HttpResponse:
    """Le registre, en CSV."""
    return reponse_csv(_export(requete))


@ecran("marchesansclause.voir", objet=MarcheSansClause)
def inscription(requete: Requete, ligne: MarcheSansClause) -> HttpResponse:
    """Une inscription : le marché, le seuil, la raison, la preuve, l'histoire."""
    acteur: Any = requete.acteur
    retirer = Action("Retirer du registre…", reverse("opportunite:retirer", args=[ligne.pk]), style="dangereuse")
    actions = [retirer] if peut(acteur, "marchesansclause.retirer", ligne) and not ligne.est_annule else []
    contexte = {
        "page": Page(
            ligne.objet,
            surtitre="Registre des marchés sans clause",
            phrase=_phrase(ligne),
            ton="alerte" if ligne.est_annule else "neutre",
            fil=[*presentation.fil(), Lien(ligne.objet)],
            actions=actions,
        ),
        "definitions": definitions(acteur, ligne),
        "journal": historique([ligne]) if peut(acteur, "journal.voir") else [],
    }
    return render(requete, "opportunite/inscription.html", contexte)


def _phrase(ligne: MarcheSansClause) -> str:
    if ligne.est_annule:
        return typographie(f"Inscription retirée : {ligne.motif_annulation}")
    return typographie(f"{presentation.raison_courte(ligne)}. {ligne.motif}")


@ecran("marchesansclause.voir", objet=MarcheSansClause)
def document(requete: Requete, ligne: MarcheSansClause) -> HttpResponse:
    """Le document qui prouve la dérogation."""
    return telecharger(ligne)


@ecran("marchesansclause.retirer", ecrit=True, objet=MarcheSansClause)
def retirer(requete: Requete, ligne: MarcheSansClause) -> HttpResponse:
    """Retirer une inscription faite à tort."""
    return confirmer(
        requete,
        lambda motif: services.retirer(ligne, par=requete.acteur, motif=motif),
        page=Page("Retirer une inscription", fil=[*presentation.fil(), Lien("Retirer")]),
        demande=Confirmation(
            question=f"Retirer du registre « {ligne.objet} » ?",
            verbe="Retirer l'inscription",
            consequences=[
                "Elle reste lisible parmi les inscriptions retirées, avec votre motif.",
                "La fiche projet, s'il y en a une, ne change pas d'état.",
            ],
            url_retour=_adresse(ligne),
            est_dangereuse=True,
        ),
        message="L'inscription est retirée.",
    )
