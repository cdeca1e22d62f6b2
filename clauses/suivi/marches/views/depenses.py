"""Commandes, factures et heures travaillées d'un lot : la liste, la saisie, l'annulation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.depenses import DepenseForm, HeuresTotalesForm
from clauses.suivi.marches.models import Commande, Facture, HeuresTotales, Lot
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.presentation import depenses as montrer
from clauses.suivi.marches.releve_depenses import relever
from clauses.suivi.marches.services import depenses as services

PAR_PAGE = 50


@ecran("facture.voir", objet=Lot)
def liste(requete: Requete, lot: Lot) -> HttpResponse:
    """Les pièces du lot, leurs cumuls, et les heures dues après chacune."""
    acteur = requete.acteur
    obligation = obligations([lot], timezone.localdate()).get(lot.pk)
    releve = relever(lot, acteur, obligation)
    pieces = Paginator(releve.lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    contexte: dict[str, Any] = {
        "page": montrer.page_de_liste(lot, acteur, obligation, releve),
        "cartes": montrer.cartes(obligation, releve),
        "pieces": pieces,
        "tableau_pieces": montrer.tableau_des_depenses(lot, list(pieces), acteur),
        "vide": montrer.vide(lot, acteur),
        "decision": obligation.exigible if obligation and releve.est_complet else None,
        "tableau_heures": None,
    }
    if montrer.lit_les_heures_de_tous(obligation):
        contexte["tableau_heures"] = montrer.tableau_des_heures(lot, _heures_du_lot(lot, acteur), acteur)
    return render(requete, "marches/depenses/liste.html", contexte)


def _heures_du_lot(lot: Lot, acteur: Any) -> list[HeuresTotales]:
    visibles = HeuresTotales.objects.visibles_par(acteur).actifs().filter(lot=lot)
    return list(visibles.select_related("attribution__structure").order_by("-mois", "pk"))


@ecran("facture.saisir", ecrit=True, objet=Lot)
def saisir(requete: Requete, lot: Lot) -> HttpResponse:
    """Saisir une commande, une facture, un avoir ou une prévision."""
    form = DepenseForm(requete.POST or None, lot=lot)
    if requete.method == "POST" and form.is_valid():
        try:
            piece, effet = services.saisir_avec_effet(lot, par=requete.acteur, **form.valeurs())
        except RefusMetier as refus:
            form.add_error(refus.champ, refus.message)
        else:
            messages.success(requete, montrer.phrase_de_saisie(piece, effet))
            return redirect(montrer.adresse(lot))
    return render(requete, "marches/depenses/saisie.html", _saisie(requete, lot, form, "Saisir une pièce"))


@ecran("heurestotales.saisir", ecrit=True, objet=Lot)
def saisir_heures(requete: Requete, lot: Lot) -> HttpResponse:
    """Noter les heures travaillées par tous en un mois."""
    obligation = obligations([lot], timezone.localdate()).get(lot.pk)
    if not montrer.lit_les_heures_de_tous(obligation):
        return _heures_sans_objet(requete, lot, obligation is not None)
    form = HeuresTotalesForm(requete.POST or None, lot=lot)
    if requete.method == "POST" and form.is_valid():
        try:
            _, effet = services.saisir_heures_avec_effet(lot, par=requete.acteur, **form.cleaned_data)
        except RefusMetier as refus:
            form.add_error(refus.champ, refus.message)
        else:
            messages.success(requete, f"Mois enregistré. {montrer.phrase_d_effet(effet)}".strip())
            return redirect(montrer.adresse(lot))
    return render(requete, "marches/depenses/saisie.html", _saisie(requete, lot, form, "Noter les heures d'un mois"))


def _heures_sans_objet(requete: Requete, lot: Lot, a_une_clause: bool) -> HttpResponse:
    """Ces heures ne servent qu'à une clause en part des heures travaillées : le dire, au lieu de les demander."""
    contexte = _saisie(requete, lot, None, "Noter les heures d'un mois")
    contexte["vide"] = montrer.heures_sans_objet(lot, a_une_clause)
    return render(requete, "marches/depenses/sans_objet.html", contexte)


def _saisie(requete: Requete, lot: Lot, form: Any, titre: str) -> dict[str, Any]:
    retour = Lien("Commandes et factures", montrer.adresse(lot))
    return {
        "page": Page(titre, surtitre=str(lot), fil=montrer.fil(requete.acteur, lot, retour)),
        "form": form,
        "retour": retour.url,
    }


@ecran("commande.saisir", ecrit=True, objet=Commande)
def annuler_commande(requete: Requete, commande: Commande) -> HttpResponse:
    """Annuler un bon de commande, avec un motif."""
    return _annuler(requete, commande, services.annuler_depense, montrer.titre_de_la_piece(commande))


@ecran("facture.saisir", ecrit=True, objet=Facture)
def annuler_facture(requete: Requete, facture: Facture) -> HttpResponse:
    """Annuler une facture ou un avoir, avec un motif."""
    return _annuler(requete, facture, services.annuler_depense, montrer.titre_de_la_piece(facture))


@ecran("heurestotales.saisir", ecrit=True, objet=HeuresTotales)
def annuler_heures(requete: Requete, heures: HeuresTotales) -> HttpResponse:
    """Annuler les heures d'un mois, avec un motif."""
    return _annuler(requete, heures, services.annuler_heures_totales, f"les {str(heures).lower()}")


def _annuler(requete: Requete, objet: Any, verbe: Any, quoi: str) -> HttpResponse:
    lot, motif, erreur = objet.lot, requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            verbe(objet, par=requete.acteur, motif=motif)
        except RefusMetier as refus:
            erreur = refus.message
        else:
            messages.success(requete, "Annulation enregistrée\u00a0: les heures dues sont recalculées.")
            return redirect(montrer.adresse(lot))
    retour = Lien("Commandes et factures", montrer.adresse(lot))
    demande = Confirmation(
        f"Annuler {quoi}\u202f?", "Annuler cette ligne", montrer.CONSEQUENCES, retour.url, motif=motif, erreur=erreur,
        est_dangereuse=True,
    )  # fmt: skip
    page = Page("Annuler une ligne", surtitre=str(lot), fil=montrer.fil(requete.acteur, lot, retour))
    return render(requete, "marches/depenses/annulation.html", {"page": page, "demande": demande})
