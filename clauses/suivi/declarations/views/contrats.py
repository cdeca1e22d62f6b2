"""Les contrats d'insertion : liste, fiche, et ce que l'équipe en fait."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.feuilles import feuilleter
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete, texte_demande
from clauses.suivi.declarations.forms import ContratForm, FiltreContrats, FinDeContratForm, ReponseForm
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
from clauses.suivi.declarations.services.ressemblances import ressemblances

PAR_PAGE = 50
GABARIT = "declarations/contrat_saisie.html"


@ecran("contratinsertion.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les contrats que l'on peut voir, cherchés et filtrés."""
    filtre, jour = FiltreContrats(requete.GET or None), timezone.localdate()
    valeurs = lire_filtres(filtre)
    contrats = vue.filtrer(vue.contrats_visibles(requete.acteur), valeurs, jour)
    feuille = feuilleter(contrats, PAR_PAGE, requete.GET.get("page"))
    creer = Action("Ajouter un contrat", reverse("declarations:contrat_creer"), "principale", "plus-lg")
    permis = peut(requete.acteur, "contratinsertion.creer")
    contexte = {
        "page": Page(
            titre="Contrats d'insertion", phrase=vue.compte(feuille.paginator.count), actions=[creer] if permis else []
        ),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("declarations:contrats")),
        "feuille": feuille,
        "tableau": vue.tableau(vue.avec_leur_retenu(feuille), jour),
        "vide": Vide(
            "Aucun contrat", "Un contrat relie une personne, un employeur et un lot.", creer if permis else None
        ),
    }
    return render(requete, "socle/liste.html", contexte)


@ecran("contratinsertion.voir", objet=ContratInsertion)
def fiche(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Le contrat, ses lots, ses heures, ce qui surprend, son histoire."""
    acteur = requete.acteur
    affectations = list(contrat.affectations.actifs().select_related("lot", "attribution__structure"))
    visibles = LigneHeures.objects.visibles_par(acteur).actifs().filter(contrat=contrat)
    lignes = list(visibles.select_related("lot").order_by("-mois", "lot__tri", "pk"))
    permis, retenu = capacites(acteur, contrat), sum(ligne.retenues for ligne in lignes)
    equipe = permis["modifier"]
    contexte = {
        "page": vue.page_de_la_fiche(contrat, permis, retenu),
        "definitions": vue.definitions(contrat, affectations),
        "tableau": vue.tableau_des_lignes(lignes),
        "lignes": lignes,
        "avis": avertissements(contrat) if equipe and not contrat.est_annule else [],
        "question": ressemblances([contrat.pk]).get(contrat.pk) if equipe else None,
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
    return saisir(
        requete,
        formulaire,
        lambda: verbes.creer_contrat(
            par=requete.acteur, rattachements=formulaire.rattachements(), **formulaire.valeurs()
        ),
        page=_page(requete, formulaire, "Ajouter un contrat"),
        bouton="Ouvrir le contrat",
        retour=reverse("declarations:contrats"),
        vers=lambda contrat: _suite(requete, contrat),
        message="Le contrat est ouvert.",
        gabarit=GABARIT,
    )


def _choisir_la_personne(requete: Requete) -> HttpResponse:
    cherche = texte_demande(requete)
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
    return saisir(
        requete,
        formulaire,
        lambda: verbes.modifier_contrat(
            contrat, par=requete.acteur, rattachements=formulaire.rattachements(), **formulaire.avec_version()
        ),
        page=_page(requete, formulaire, f"Modifier le contrat de {contrat.participant}"),
        retour=fiche_de(contrat),
        vers=lambda contrat: _suite(requete, contrat),
        message="Le contrat est à jour.",
        gabarit=GABARIT,
    )


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def terminer(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Noter la fin : le dernier jour, la raison, et la suite."""
    initial = {"date_fin": contrat.date_fin, "version": contrat.version}
    formulaire = FinDeContratForm(requete.POST or None, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: verbes.terminer_contrat(contrat, par=requete.acteur, **formulaire.avec_version()),
        page=_page(requete, formulaire, f"Fin du contrat de {contrat.participant}"),
        bouton="Noter la fin",
        retour=fiche_de(contrat),
        vers=lambda contrat: _suite(requete, contrat),
        message="La fin du contrat est notée.",
        gabarit=GABARIT,
    )


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def repondre(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Dire si ce contrat en redit un autre de la même personne."""
    question = ressemblances([contrat.pk]).get(contrat.pk)
    if question is None or question.demande != contrat.pk:
        messages.info(requete, "Personne n'attend de réponse à propos de ce contrat.")
        return redirect(fiche_de(contrat))
    formulaire = ReponseForm(requete.POST or None, initial={"version": contrat.version})

    def jouer() -> ContratInsertion:
        motif, version = formulaire.cleaned_data["motif"], formulaire.version_lue
        if formulaire.cleaned_data["reponse"] == "meme":
            return verbes.annuler_contrat(contrat, par=requete.acteur, motif=motif)
        return verbes.dire_distinct(contrat, par=requete.acteur, motif=motif, version_lue=version)

    return saisir(
        requete, formulaire, jouer, page=vue.page_de_la_question(question), retour=fiche_de(contrat), bouton="Répondre"
    )


@ecran("contratinsertion.modifier", ecrit=True, objet=ContratInsertion)
def annuler(requete: Requete, contrat: ContratInsertion) -> HttpResponse:
    """Annuler un contrat saisi par erreur, avec sa raison."""
    fil = [Lien(str(contrat.participant), fiche_de(contrat)), Lien("Annuler")]
    return confirmer(
        requete,
        lambda motif: verbes.annuler_contrat(contrat, par=requete.acteur, motif=motif),
        page=Page(titre="Annuler le contrat", fil=fil),
        demande=vue.demande_d_annulation(contrat),
        message="Le contrat est annulé.",
    )


def _suite(requete: Requete, contrat: ContratInsertion) -> str:
    """La fiche, avec ce qu'il reste à vérifier."""
    for avis in avertissements(contrat):
        messages.warning(requete, avis)
    return fiche_de(contrat)


def _page(requete: Requete, formulaire: ContratForm | FinDeContratForm, titre: str) -> Page:
    personne = personne_du_formulaire(formulaire, requete.acteur)
    return Page.au_bout([Lien(vue.FIL, reverse("declarations:contrats"))], titre, surtitre=personne)
