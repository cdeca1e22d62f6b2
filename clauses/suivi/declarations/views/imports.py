"""Reprendre un classeur : déposer, relire ligne à ligne, appliquer, suivre ; prendre le nôtre."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import GroupeDeFiltres, Vide
from clauses.fond.socle.exports import XLSX
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import jouer, saisir
from clauses.fond.socle.imports.forms import FiltreDuRapport
from clauses.fond.socle.imports.presentation import filtrer, reponse_du_rapport
from clauses.fond.socle.imports.rapport import BilanImport, Rapport
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.forms.imports import DepotForm, ModeleForm, ReponsesForm
from clauses.suivi.declarations.imports import modele_mensuel, service
from clauses.suivi.declarations.imports.compris import origine_de
from clauses.suivi.declarations.imports.formats import ouvrir
from clauses.suivi.declarations.imports.questions import a_dire
from clauses.suivi.declarations.models import ImportHeures
from clauses.suivi.declarations.presentation import imports as montrer
from regles.typographie import accorder

PAR_PAGE = 50


@ecran("importheures.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les fichiers déposés dans ma structure."""
    imports = ImportHeures.objects.visibles_par(requete.acteur).actifs().order_by("-cree_le", "pk")
    feuille = Paginator(imports, PAR_PAGE).get_page(requete.GET.get("page"))
    actes = montrer.actes(requete.acteur)
    contexte = {
        "page": montrer.page_de_liste(requete.acteur, feuille.paginator.count),
        "feuille": feuille,
        "tableau": montrer.tableau_des_imports(list(feuille)),
        "vide": Vide(
            "Aucun fichier déposé",
            "Un export de votre ancien outil, ou notre classeur du mois, se dépose ici.",
            action=actes[0] if actes else None,
        ),
    }
    return render(requete, "socle/liste.html", contexte)


@ecran("importheures.deposer", ecrit=True)
def importer(requete: Requete) -> HttpResponse:
    """Déposer un classeur : il est vérifié, rien n'est appliqué."""
    form = DepotForm(requete.POST, requete.FILES) if requete.method == "POST" else DepotForm()

    def deposer() -> ImportHeures:
        valeurs = dict(form.cleaned_data)
        fichier = valeurs.pop("fichier")
        return service.deposer(fichier.read(), fichier.name, par=requete.acteur, **valeurs)

    return saisir(
        requete,
        form,
        deposer,
        page=montrer.page_de_depot(),
        bouton="Vérifier le fichier",
        retour=reverse("declarations:imports"),
        vers=fiche_de,
        message="",
        gabarit="declarations/imports/depot.html",
    )


@ecran("importheures.voir", objet=ImportHeures)
def fiche(requete: Requete, depose: ImportHeures) -> HttpResponse:
    """Le rapport d'un fichier : les refus d'abord, puis ce qui change."""
    rapport = montrer.rapport_de(depose)
    travail = montrer.progression(depose)
    contexte = {
        "page": montrer.page_de_fiche(depose, rapport, requete.acteur),
        "depose": depose,
        "rapport": rapport,
        "travail": travail,
        "bilan": _bilan(requete, depose, rapport) if rapport.verdicts and not travail else None,
    }
    return render(requete, "declarations/imports/fiche.html", contexte)


def _bilan(requete: Requete, depose: ImportHeures, rapport: Rapport) -> BilanImport:
    filtre = FiltreDuRapport(requete.GET or None)
    verdicts = filtrer(rapport, lire_filtres(filtre))
    feuille = Paginator(verdicts, PAR_PAGE).get_page(requete.GET.get("page"))
    return BilanImport(
        depose.nom_fichier,
        rapport.totaux,
        list(feuille),
        est_apercu=depose.etat != ImportHeures.Etat.APPLIQUE,
        filtres=GroupeDeFiltres(filtre, resultat=accorder(len(verdicts), "ligne", "lignes")),
        feuille=feuille,
        url_export=reverse("declarations:import_verdicts", args=[depose.pk]),
    )


@ecran("importheures.voir", objet=ImportHeures)
def suivi(requete: Requete, depose: ImportHeures) -> HttpResponse:
    """L'avancement seul ; le travail fini, le navigateur revient à la fiche."""
    travail = montrer.progression(depose)
    reponse = render(requete, "declarations/imports/_suivi.html", {"travail": travail, "depose": depose})
    if travail is None:
        reponse["HX-Refresh"] = "true"
    return reponse


@ecran("importheures.deposer", ecrit=True, objet=ImportHeures)
def repondre(requete: Requete, depose: ImportHeures) -> HttpResponse:
    """Dire des lignes à confirmer si elles redisent un contrat connu ; le fichier est alors vérifié de nouveau."""
    questions = a_dire(montrer.rapport_de(depose))
    form = ReponsesForm(requete.POST if requete.method == "POST" else None, questions=questions)
    page = montrer.page_des_reponses(depose, len(questions), len(form.questions))
    if requete.method == "GET" and not form.questions:
        return render(requete, "socle/confirmation.html", {"page": page})
    return saisir(
        requete,
        form,
        lambda: service.repondre(depose, form.reponses(), par=requete.acteur),
        page=page,
        bouton="Enregistrer les réponses",
        retour=fiche_de(depose),
        message="Vos réponses sont gardées, et le fichier vérifié de nouveau.",
        gabarit="declarations/imports/reponses.html",
    )


@require_POST
@ecran("importheures.deposer", ecrit=True, objet=ImportHeures)
def appliquer(requete: Requete, depose: ImportHeures) -> HttpResponse:
    """Appliquer les lignes acceptées, ou reprendre un travail coupé. Deux fois n'en font qu'une."""
    verbe = service.reprendre_verification if depose.etat == ImportHeures.Etat.DEPOSE else service.appliquer
    return jouer(requete, lambda: verbe(depose, par=requete.acteur), retour=fiche_de(depose), message="")


@ecran("importheures.voir", objet=ImportHeures)
def verdicts(requete: Requete, depose: ImportHeures) -> HttpResponse:
    """Le rapport entier, en classeur : chaque ligne du fichier, ce qui en est compris, la remarque, le remède."""
    phrases = [depose.message] if depose.message else []
    est_applique = depose.etat == ImportHeures.Etat.APPLIQUE
    return reponse_du_rapport(
        montrer.rapport_de(depose),
        lambda: origine_de(ouvrir(bytes(depose.contenu), depose.nom_fichier), depose.arrete_au),
        phrases,
        est_applique=est_applique,
    )


@ecran("importheures.deposer")
def modele(requete: Requete) -> HttpResponse:
    """Choisir le mois et l'opération, puis prendre le classeur prérempli."""
    form = ModeleForm(requete.GET or None, acteur=requete.acteur)
    if requete.GET and form.is_valid():
        mois, operation = form.cleaned_data["mois"], form.cleaned_data["operation"]
        contenu = modele_mensuel.classeur_du_mois(requete.acteur.porteuse_id, mois, operation)
        nom = modele_mensuel.nom_du_classeur(mois, operation)
        return a_enregistrer(contenu, nom, XLSX)
    contexte = {"page": montrer.page_du_modele(), "form": form, "retour": reverse("declarations:imports")}
    return render(requete, "declarations/imports/modele.html", contexte, status=422 if form.errors else 200)
