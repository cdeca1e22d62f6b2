"""Créer des marchés depuis leurs données essentielles : déposer, choisir, appliquer, relire."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Page, Vide
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import conclure, reproches, saisir, tenter
from clauses.fond.socle.imports.questions import a_dire
from clauses.fond.socle.imports.rapport import CREE, MODIFIE
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.imports import (
    DepotMarchesForm,
    FiltreImportForm,
    OperationDeLImportForm,
    ReponsesDeLImportForm,
)
from clauses.suivi.marches.imports.chaine import Choix, uid_de
from clauses.suivi.marches.models import ImportMarches
from clauses.suivi.marches.presentation import imports as montrer
from clauses.suivi.marches.services import import_marches as services
from regles.typographie import accorder

PAR_PAGE = 100


@ecran("importmarches.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les fichiers déposés chez nous."""
    visibles = ImportMarches.objects.visibles_par(requete.acteur).actifs().defer("contenu", "rapport")
    feuille = Paginator(visibles.order_by("-cree_le", "pk"), 25).get_page(requete.GET.get("page"))
    deposer = Action("Déposer un fichier", reverse("marches:importer"), "principale", "upload")
    action = deposer if peut(requete.acteur, "marche.importer") else None
    page = Page(
        "Imports de marchés",
        "Un marché publié se crée depuis ses données essentielles, sans rien ressaisir.",
        fil=montrer.fil()[:1],
        actions=[action] if action else [],
    )
    vide = Vide("Aucun fichier déposé", "Les données essentielles sont publiées par les acheteurs.", action)
    contexte = {"page": page, "feuille": feuille, "tableau": montrer.tableau_des_imports(list(feuille)), "vide": vide}
    return render(requete, "socle/liste.html", contexte)


@ecran("marche.importer", ecrit=True)
def importer(requete: Requete) -> HttpResponse:
    """Déposer un fichier : il est lu et pesé, rien n'est encore créé."""
    form = DepotMarchesForm(requete.POST or None, requete.FILES or None)

    def deposer() -> ImportMarches:
        fichier = form.cleaned_data["fichier"]
        return services.deposer(fichier.read(), fichier.name, par=requete.acteur)

    return saisir(
        requete,
        form,
        deposer,
        page=Page("Déposer des données essentielles", fil=montrer.fil()),
        bouton="Lire le fichier",
        retour=reverse("marches:imports"),
        vers=fiche_de,
        message="",
        gabarit="marches/imports/depot.html",
    )


@ecran("importmarches.voir", objet=ImportMarches)
def fiche(requete: Requete, importe: ImportMarches) -> HttpResponse:
    """L'aperçu à choisir, et le rapport de ce qui est déjà appliqué."""
    return _montrer(requete, importe, "")


def _montrer(requete: Requete, importe: ImportMarches, erreur: str) -> HttpResponse:
    acteur = requete.acteur
    filtre = FiltreImportForm(requete.GET or None)
    valeurs = lire_filtres(filtre)
    a_voir = montrer.lignes_a_voir(importe, acteur)
    lignes = montrer.filtrer(a_voir, valeurs)
    feuille = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    a_choisir = peut(acteur, "marche.importer") and (valeurs.get("sort") or "a_faire") == "a_faire" and bool(lignes)
    adresse = reverse("marches:import_fiche", args=[importe.pk])
    contexte: dict[str, Any] = {
        "page": montrer.page_de_fiche(importe, acteur),
        "bilan": montrer.bilan(importe),
        "reste": bool(a_voir),
        "refus": montrer.premiers_refus(a_voir, valeurs),
        "url_refus": f"{adresse}?sort=refuse",
        "filtres": GroupeDeFiltres(filtre, url_effacer=adresse, resultat=accorder(len(lignes), "ligne")),
        "feuille": feuille,
        "tableau": montrer.tableau(list(feuille), a_choisir),
        "a_choisir": a_choisir,
        "barre": montrer.BARRE,
        "form": OperationDeLImportForm(acteur=acteur, importe=importe),
        "appliquer": reverse("marches:import_appliquer", args=[importe.pk]),
        "filtre_actif": requete.GET.urlencode(),
        "tous": len(lignes),
        "erreur": erreur,
    }
    return render(requete, "marches/imports/fiche.html", contexte, status=422 if erreur else 200)


@require_POST
@ecran("marche.importer", ecrit=True, objet=ImportMarches)
def appliquer(requete: Requete, importe: ImportMarches) -> HttpResponse:
    """Créer et mettre à jour les marchés cochés, ou tous ceux que le filtre montre."""
    acteur = requete.acteur
    form = OperationDeLImportForm(requete.POST, acteur=acteur, importe=importe)
    uids = _uids(requete, importe)
    if not form.is_valid() or not uids:
        return _montrer(
            requete, importe, "Cochez au moins un marché." if not uids else "Cette opération n'existe plus."
        )
    operation = form.cleaned_data["operation"]
    fait = tenter(form, lambda: services.appliquer(importe, par=acteur, choix=Choix(uids=uids), operation=operation))
    if form.errors:
        return _montrer(requete, importe, reproches(form))
    return conclure(requete, fait, montrer.resultat, fiche_de(importe))


@ecran("marche.importer", ecrit=True, objet=ImportMarches)
def repondre(requete: Requete, importe: ImportMarches) -> HttpResponse:
    """Dire des structures à confirmer si une fiche sans SIRET est la leur ; le fichier est alors relu."""
    questions = a_dire(services.apercu_de(importe))
    form = ReponsesDeLImportForm(requete.POST if requete.method == "POST" else None, questions=questions)
    page = montrer.page_des_reponses(importe, len(form.questions))
    if requete.method == "GET" and not form.questions:
        return render(requete, "socle/confirmation.html", {"page": page})
    return saisir(
        requete,
        form,
        lambda: services.repondre(importe, form.reponses(), par=requete.acteur),
        page=page,
        bouton="Enregistrer les réponses",
        retour=fiche_de(importe),
        message="Vos réponses sont gardées, et le fichier relu.",
        gabarit="marches/imports/reponses.html",
    )


def _uids(requete: Requete, importe: ImportMarches) -> frozenset[str]:
    """Les marchés cochés ; avec « tous », ceux que montre le filtre de l'adresse."""
    if requete.POST.get("acte") != "tous":
        return frozenset(requete.POST.getlist("uids"))
    filtre = FiltreImportForm(requete.GET or None)
    lignes = montrer.filtrer(montrer.lignes_a_voir(importe, requete.acteur), lire_filtres(filtre))
    return frozenset(uid_de(ligne) for ligne in lignes if ligne.issue in (CREE, MODIFIE))


@ecran("importmarches.voir", objet=ImportMarches)
def rapport(requete: Requete, importe: ImportMarches) -> HttpResponse:
    """Le rapport entier, en classeur : chaque enregistrement publié, ce qui en est lu, la remarque, le remède."""
    return montrer.rapport_a_emporter(importe)
