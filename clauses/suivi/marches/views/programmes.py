"""Les écrans du programme."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page, Vide
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.suivi.marches.forms.operations import ProgrammeForm
from clauses.suivi.marches.models import Operation, Programme
from clauses.suivi.marches.presentation import operations as presentation
from clauses.suivi.marches.services import operations
from regles.typographie import accorder

COLONNES = (
    Colonne("nom", "Programme", largeur=40),
    Colonne("get_nature_display", "Nature", lire=lambda programme: programme.get_nature_display()),
    Colonne("date_debut", "Début", "date"),
    Colonne("date_fin", "Fin", "date"),
)


def _fil() -> list[Lien]:
    return [Lien("Opérations", reverse("marches:operations")), Lien("Programmes", reverse("marches:programmes"))]


@ecran("programme.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les programmes ; ils sont peu nombreux : une seule page."""
    programmes = list(Programme.objects.visibles_par(requete.acteur).actifs().order_by("tri", "pk")[:500])
    actes = []
    if peut(requete.acteur, "programme.gerer"):
        actes = [Action("Ouvrir un programme", reverse("marches:programme_creer"), style="principale")]
    phrase = f"{accorder(len(programmes), 'programme')}."
    page = Page(titre="Programmes", phrase=phrase, fil=[*_fil()[:1], Lien("Programmes")], actions=actes)
    tableau = Tableau(
        COLONNES,
        programmes,
        legende="Programmes",
        url=lambda programme: reverse("marches:programme", args=[programme.pk]),
    )
    vide = Vide(
        "Aucun programme",
        "Un programme réunit plusieurs opérations\u00a0: convention NPNRU, plan local.",
        action=next(iter(actes), None),
    )
    return render(requete, "socle/liste.html", {"page": page, "tableau": tableau, "vide": vide})


@ecran("programme.voir", objet=Programme)
def fiche(requete: Requete, programme: Programme) -> HttpResponse:
    """Le programme et ses opérations, avec leurs heures dues."""
    siennes = Operation.objects.visibles_par(requete.acteur).actifs().filter(programme=programme)
    siennes = siennes.select_related("donneur_d_ordre", "facilitateur").order_by("tri", "pk")
    lignes = presentation.lignes(list(siennes), timezone.localdate())
    actes = []
    if peut(requete.acteur, "programme.gerer", programme):
        actes = [
            Action("Modifier", reverse("marches:programme_modifier", args=[programme.pk])),
            Action("Annuler", reverse("marches:programme_annuler", args=[programme.pk]), style="discrete"),
        ]
    page = Page(
        titre=programme.nom,
        surtitre=programme.get_nature_display(),
        fil=[*_fil(), Lien(programme.nom)],
        phrase=f"{accorder(len(lignes), 'opération')}.",
        actions=actes,
    )
    tableau = Tableau(presentation.COLONNES, lignes, legende="Opérations", url=lambda ligne: ligne.url)
    vide = Vide("Aucune opération", "Rattachez-les depuis leur fiche.")
    return render(requete, "socle/liste.html", {"page": page, "tableau": tableau, "vide": vide})


@ecran("programme.gerer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    formulaire = ProgrammeForm(requete.POST or None, acteur=requete.acteur)
    return saisir(
        requete,
        formulaire,
        lambda: operations.creer_programme(par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(_fil(), "Ouvrir un programme"),
        retour=reverse("marches:programmes"),
        vers=lambda programme: reverse("marches:programme", args=[programme.pk]),
        message="Le programme est ouvert.",
    )


@ecran("programme.gerer", ecrit=True, objet=Programme)
def modifier(requete: Requete, programme: Programme) -> HttpResponse:
    initial = ProgrammeForm.initiales(programme)
    formulaire = ProgrammeForm(requete.POST or None, acteur=requete.acteur, initial=initial)

    retour = reverse("marches:programme", args=[programme.pk])
    return saisir(
        requete,
        formulaire,
        lambda: operations.modifier_programme(programme, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(_fil(), "Modifier le programme"),
        retour=retour,
    )


@ecran("programme.gerer", ecrit=True, objet=Programme)
def annuler(requete: Requete, programme: Programme) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: operations.annuler_programme(programme, par=requete.acteur, motif=motif),
        page=Page.au_bout(_fil(), "Annuler le programme"),
        demande=Confirmation(
            question=f"Annuler le programme « {programme.nom} » ?",
            verbe="Annuler le programme",
            url_retour=reverse("marches:programme", args=[programme.pk]),
            est_dangereuse=True,
        ),
        vers=reverse("marches:programmes"),
        message="Le programme est annulé.",
    )
