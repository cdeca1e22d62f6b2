"""Les contrats d'insertion : liste, fiche, et ce que l'équipe en fait."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.forms import ContratForm, FiltreContrats, FinDeContratForm
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.presentation import contrats as vue
from clauses.suivi.declarations.presentation.contrats_saisie import (
    initial_du_contrat,
    personne_du_formulaire,
    personnes_proposees,
    valeurs_de_depart,
)
from clauses.suivi.declarations.services import contrats as verbes
from clauses.suivi.declarations.services.coherence import avertissements
from regles.typographie import typographie

PAR_PAGE = 50


@ecran("contratinsertion.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les contrats que l'on peut voir, cherchés et filtrés."""
    filtre, jour = FiltreContrats(requete.GET or None), timezone.localdate()
    valeurs = filtre.cleaned_data if filtre.is_valid() else {}
    contrats = vue.filtrer(vue.contrats_visibles(requete.acteur), valeurs, jour)
    feuille = Paginator(contrats, PAR_PAGE).get_page(requete.GET.get("page"))
    creer = Action("Ajouter un contrat", reverse("declarations:contrat_creer"), "principale", "plus-lg")
    permis = peut(requete.acteur, "contratinsertion.creer")
    contexte = {
        "page": Page(
            titre="Contrats d'insertion", phrase=vue.compte(feuille.paginator.count), actions=[creer] if permis else []
        ),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("declarations:contrats")),
        "feuille": feuille,
        "tableau": vue.tableau(list(feuille), jour),
        "vide": Vide(
            "Aucun contrat", "Un contrat relie une personne, un employeur et un lot.", creer if permis else None
        ),
    }
    return render(requete, "declarations/contrats.html", contexte)


@ecran("contratinsertion.voir", objet=ContratInsertion)
def fiche(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Le contrat, ses lots, ses heures, ce qui surprend, son histoire."""
    acteur = requete.acteur
    affectations = list(contrat.affectations.actifs().select_related("lot", "attribution__structure"))
    visibles = LigneHeures.objects.visibles_par(acteur).actifs().filter(contrat=contrat)
    lignes = list(visibles.select_related("lot").order_by("-mois", "lot__numero", "pk"))
    permis, retenu = capacites(acteur, contrat), sum(ligne.retenues for ligne in lignes)
    equipe = permis["modifier"]
    contexte = {
        "page": vue.page_de_la_fiche(contrat, permis, retenu),
        "definitions": vue.definitions(contrat, affectations),
        "tableau": vue.tableau_des_lignes(lignes),
        "lignes": lignes,
        "avis": avertissements(contrat) if equipe and not contrat.est_annule else [],
        "journal": historique([contrat, *affectations]) if equipe else [],
        "vide": Vide("Aucune heure", "Les heures de ce contrat viendront avec les mois déclarés."),
    }
    return render(requete, "declarations/contrat.html", contexte)


@ecran("contratinsertion.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """D'abord la personne, cherchée ; puis son contrat."""
    if requete.method != "POST" and not requete.GET.get("participant"):
        return _choisir_la_personne(requete)
    initial = valeurs_de_depart(requete.acteur, requete.GET)
    formulaire = ContratForm(requete.POST or None, acteur=requete.acteur, initial=initial)
    if requete.method == "POST" and formulaire.is_valid():
        contrat = tenter(
            formulaire,
            lambda: verbes.creer_contrat(
                par=requete.acteur, rattachements=formulaire.rattachements(), **formulaire.valeurs()
            ),
        )
        if contrat:
            return _suite(requete, contrat, "Le contrat est ouvert.")
    return _saisie(requete, formulaire, "Ajouter un contrat", "Ouvrir le contrat", reverse("declarations:contrats"))


def _choisir_la_personne(requete: Requete) -> HttpResponse:
    cherche = requete.GET.get("q", "")
    page = Page(
        titre="Ajouter un contrat",
        phrase="Pour qui\u202f? Cherchez la personne ; sa fiche doit exister.".replace(" ;", "\u202f;"),
        fil=[Lien(vue.FIL, reverse("declarations:contrats")), Lien("Ajouter un contrat")],
    )
    personnes = personnes_proposees(requete.acteur, cherche, requete.GET)
    return render(requete, "declarations/choisir.html", {"page": page, "cherche": cherche, **personnes})


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def modifier(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Modifier le contrat ; deux personnes à la fois, la seconde voit ce qui a changé."""
    initial = initial_du_contrat(contrat)
    formulaire = ContratForm(requete.POST or None, acteur=requete.acteur, contrat=contrat, initial=initial)
    if requete.method == "POST" and formulaire.is_valid():
        fait = tenter(formulaire, lambda: _modifier(requete, contrat, formulaire))
        if fait:
            return _suite(requete, fait, "Le contrat est à jour.")
    retour = reverse("declarations:contrat", args=[contrat.pk])
    return _saisie(requete, formulaire, f"Modifier le contrat de {contrat.participant}", "Enregistrer", retour)


def _modifier(requete: Requete, contrat: ContratInsertion, formulaire: ContratForm) -> ContratInsertion:
    lu = formulaire.cleaned_data
    return verbes.modifier_contrat(
        contrat,
        par=requete.acteur,
        version_lue=lu["version"],
        motif=lu["motif"],
        rattachements=formulaire.rattachements(),
        **formulaire.valeurs(),
    )


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def terminer(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Noter la fin : le dernier jour, la raison, et la suite."""
    initial = {"date_fin": contrat.date_fin, "version": contrat.version}
    formulaire = FinDeContratForm(requete.POST or None, initial=initial)
    if requete.method == "POST" and formulaire.is_valid():
        lu = dict(formulaire.cleaned_data)
        version = lu.pop("version")
        fait = tenter(
            formulaire, lambda: verbes.terminer_contrat(contrat, par=requete.acteur, version_lue=version, **lu)
        )
        if fait:
            return _suite(requete, fait, "La fin du contrat est notée.")
    retour = reverse("declarations:contrat", args=[contrat.pk])
    return _saisie(requete, formulaire, f"Fin du contrat de {contrat.participant}", "Noter la fin", retour)


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def annuler(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Annuler un contrat saisi par erreur, avec sa raison."""
    retour, motif, erreur = reverse("declarations:contrat", args=[contrat.pk]), requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            verbes.annuler_contrat(contrat, par=requete.acteur, motif=motif)
            messages.success(requete, "Le contrat est annulé.")
            return redirect(retour)
        except RefusMetier as refus:
            erreur = typographie(refus.message)
    demande = vue.demande_d_annulation(contrat, retour, motif=motif, erreur=erreur)
    page = Page(titre="Annuler le contrat", fil=[Lien(str(contrat.participant), retour), Lien("Annuler")])
    return render(requete, "declarations/confirmation.html", {"page": page, "demande": demande, "lignes": []})


def _suite(requete: Requete, contrat: ContratInsertion, texte: str) -> HttpResponse:
    """La fiche, avec ce qui s'est fait et ce qu'il reste à vérifier."""
    messages.success(requete, texte)
    for avis in avertissements(contrat):
        messages.warning(requete, avis)
    return redirect("declarations:contrat", pk=contrat.pk)


def _saisie(requete: Requete, formulaire: Any, titre: str, verbe: str, retour: str) -> HttpResponse:
    personne = personne_du_formulaire(formulaire, requete.acteur)
    contexte = {
        "page": Page(
            titre=titre, surtitre=personne, fil=[Lien(vue.FIL, reverse("declarations:contrats")), Lien(titre)]
        ),
        "formulaire": formulaire,
        "verbe": verbe,
        "retour": retour,
        "conflit": getattr(formulaire, "conflit", []),
    }
    return render(requete, "declarations/contrat_saisie.html", contexte, status=422 if formulaire.errors else 200)
