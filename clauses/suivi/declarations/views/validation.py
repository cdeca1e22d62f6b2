"""Valider, demander une correction, refuser, rouvrir : sur les lignes cochées ou sur tout le mois."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.envois import refuse
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.forms import lues_de
from clauses.fond.socle.gestes import confirmer, jouer
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.forms.mois import cles_de_lignes
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.presentation import fiche, validation
from clauses.suivi.declarations.services import validation as verbes
from regles.typographie import accorder

DES_LIGNES = {
    "corriger": verbes.demander_correction,
    "refuser": verbes.refuser_lignes,
    "rouvrir": verbes.rouvrir_lignes,
}
DU_MOIS = {"corriger": verbes.demander_correction_du_mois, "rouvrir": verbes.rouvrir_mois}
FAIT = {"corriger": "Le mois est rendu pour correction.", "rouvrir": "Le mois est rouvert."}


@ecran("declarationmensuelle.valider", ecrit=True, objet=DeclarationMensuelle)
def valider(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Reçoit les lignes cochées et l'acte choisi ; un acte qui demande une raison passe par sa page."""
    retour = reverse("declarations:fiche", args=[declaration.pk])
    return acte_sur_les_lignes(requete, retour, lambda acte: reverse(f"declarations:{acte}", args=[declaration.pk]))


def acte_sur_les_lignes(requete: Requete, retour: str, page_de: Callable[[str], str]) -> HttpResponse:
    """Joue « valider », ou mène, avec les lignes choisies, à la page qui demande la raison de l'acte."""
    choisies, acte = requete.POST.getlist("lignes"), requete.POST.get("acte", "valider")
    if requete.method != "POST":
        return redirect(retour)
    if not choisies:
        messages.warning(requete, "Cochez au moins une ligne.")
        return refuse(redirect(retour))
    if acte in DES_LIGNES:
        return redirect(f"{page_de(acte)}?{urlencode({'lignes': choisies}, doseq=True)}")
    return jouer(requete, lambda: _valider(requete, choisies), retour=retour, message=_validees)


def _valider(requete: Requete, choisies: list[str]) -> list[LigneHeures]:
    versions = cles_de_lignes(choisies)
    return verbes.valider_lignes(versions, par=requete.acteur, versions=versions)


def _validees(faites: list[LigneHeures]) -> str:
    return f"{accorder(len(faites), 'ligne validée', 'lignes validées')}."


@ecran("declarationmensuelle.valider", ecrit=True, objet=DeclarationMensuelle)
def valider_tout(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Valide d'un coup les lignes sans remarque, telles que la page les montrait."""
    retour = reverse("declarations:fiche", args=[declaration.pk])
    if requete.method != "POST":
        return redirect(retour)

    def agir() -> list[LigneHeures]:
        versions = cles_de_lignes(lues_de(requete).split())
        return verbes.valider_sans_remarque(declaration, par=requete.acteur, versions=versions)

    return jouer(requete, agir, retour=retour, message=_validees)


@ecran("declarationmensuelle.valider", ecrit=True, objet=DeclarationMensuelle)
def corriger(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Demander une correction, de lignes choisies ou de tout le mois."""
    return _acte_motive(requete, declaration, "corriger")


@ecran("declarationmensuelle.valider", ecrit=True, objet=DeclarationMensuelle)
def refuser(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Refuser des lignes choisies."""
    if not requete.GET.getlist("lignes"):
        return redirect("declarations:fiche", pk=declaration.pk)
    return _acte_motive(requete, declaration, "refuser")


@ecran("declarationmensuelle.rouvrir", ecrit=True, objet=DeclarationMensuelle)
def rouvrir(requete: Requete, declaration: DeclarationMensuelle) -> HttpResponse:
    """Rouvrir des lignes décidées, ou tout le mois."""
    return _acte_motive(requete, declaration, "rouvrir")


def _acte_motive(requete: Requete, declaration: DeclarationMensuelle, acte: str) -> HttpResponse:
    retour = reverse("declarations:fiche", args=[declaration.pk])
    entreprise = str(declaration.attribution.structure)
    if requete.GET.getlist("lignes"):
        return acte_motive_sur_lignes(requete, acte, retour, entreprise, fiche.titre(declaration))
    demande = validation.demande_sur_le_mois(acte, _lignes_touchees(declaration, acte), retour, entreprise=entreprise)
    return confirmer(
        requete,
        lambda motif: DU_MOIS[acte](declaration, par=requete.acteur, motif=motif),
        page=_page(demande, fiche.titre(declaration)),
        demande=demande,
        message=FAIT[acte],
    )


def _lignes_touchees(declaration: DeclarationMensuelle, acte: str) -> int:
    etats = verbes.DECIDEES if acte == "rouvrir" else (LigneHeures.Etat.SOUMISE,)
    return LigneHeures.objects.actifs().filter(declaration=declaration, etat__in=etats).count()


def acte_motive_sur_lignes(requete: Requete, acte: str, retour: str, entreprise: str, contexte: str) -> HttpResponse:
    """La page qui demande la raison d'un acte sur des lignes, puis le joue."""
    lignes, versions = _lignes_choisies(requete)
    if not lignes:
        messages.error(requete, "Ces lignes n'existent plus, ou ne sont pas à vous. Reprenez ici.")
        return refuse(redirect(retour))

    def agir(motif: str) -> str:
        DES_LIGNES[acte]([ligne.pk for ligne in lignes], par=requete.acteur, motif=motif, versions=versions)
        return motif

    demande = validation.demande_de_motif(acte, lignes, retour, entreprise=entreprise)
    return confirmer(
        requete,
        agir,
        page=_page(demande, contexte),
        demande=demande,
        message=lambda motif: f"C'est noté, avec sa raison\u00a0: «\u00a0{motif}\u00a0».",
    )


def _lignes_choisies(requete: Requete) -> tuple[list[LigneHeures], dict[UUID, int]]:
    try:
        versions = cles_de_lignes(requete.GET.getlist("lignes"))
    except RefusMetier:
        return [], {}
    lignes = LigneHeures.objects.visibles_par(requete.acteur).actifs().filter(pk__in=list(versions))
    return list(lignes.select_related("contrat__participant").order_by("contrat__participant__tri", "pk")), versions


def _page(demande: Confirmation, contexte: str) -> Page:
    return Page.au_bout([Lien(contexte, demande.url_retour)], demande.verbe, surtitre=contexte)
