"""Commandes, factures et heures travaillées d'un lot : la liste, la saisie, l'annulation."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.gestes import confirmer, saisir
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
def saisir_une_piece(requete: Requete, lot: Lot) -> HttpResponse:
    """Saisir une commande, une facture, un avoir ou une prévision."""
    form = DepenseForm(requete.POST or None, lot=lot)
    return saisir(
        requete,
        form,
        lambda: services.saisir_avec_effet(lot, par=requete.acteur, **form.valeurs()),
        page=_page(requete, lot, "Saisir une pièce"),
        retour=montrer.adresse(lot),
        message=lambda fait: montrer.phrase_de_saisie(*fait),
    )


@ecran("heurestotales.saisir", ecrit=True, objet=Lot)
def saisir_heures(requete: Requete, lot: Lot) -> HttpResponse:
    """Noter les heures travaillées par tous en un mois ; elles ne servent qu'à une clause en part de ces heures."""
    page = _page(requete, lot, "Noter les heures d'un mois")
    obligation = obligations([lot], timezone.localdate()).get(lot.pk)
    if not montrer.lit_les_heures_de_tous(obligation):
        vide = montrer.heures_sans_objet(lot, obligation is not None)
        return render(requete, "marches/depenses/sans_objet.html", {"page": page, "vide": vide})
    form = HeuresTotalesForm(requete.POST or None, lot=lot)
    return saisir(
        requete,
        form,
        lambda: services.saisir_heures_avec_effet(lot, par=requete.acteur, **form.cleaned_data),
        page=page,
        retour=montrer.adresse(lot),
        message=lambda fait: f"Mois enregistré. {montrer.phrase_d_effet(fait[1])}".strip(),
    )


def _page(requete: Requete, lot: Lot, titre: str) -> Page:
    retour = Lien("Commandes et factures", montrer.adresse(lot))
    return Page(titre, surtitre=str(lot), fil=montrer.fil(requete.acteur, lot, retour))


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
    return confirmer(
        requete,
        lambda motif: verbe(objet, par=requete.acteur, motif=motif),
        page=_page(requete, objet.lot, "Annuler une ligne"),
        demande=Confirmation(
            question=f"Annuler {quoi}\u202f?",
            verbe="Annuler cette ligne",
            consequences=montrer.CONSEQUENCES,
            url_retour=montrer.adresse(objet.lot),
            est_dangereuse=True,
        ),
        message="Annulation enregistrée\u00a0: les heures dues sont recalculées.",
    )
