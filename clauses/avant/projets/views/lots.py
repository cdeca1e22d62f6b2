"""Les lots envisagés : tout le tableau d'un coup, une liste collée d'un tableur, ou un lot seul."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from clauses.avant.projets import services
from clauses.avant.projets.completude import avis_sur_les_lots
from clauses.avant.projets.forms.lots import (
    CollageForm,
    LignesFormSet,
    LotForm,
    lignes_des_lots,
    lignes_tapees,
    reporter,
)
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.avant.projets.services.lots import LotRefuse, numero_suivant
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import conclure, confirmer, saisir, tenter
from clauses.fond.socle.requete import Requete
from regles.typographie import accorder

LIGNES_VIDES = 5


@ecran("projet.modifier", ecrit=True, objet=Projet)
def tableau(requete: Requete, projet: Projet) -> HttpResponse:
    """Le tableau des lots. « Ajouter des lignes » et « Reporter » redonnent la page sans rien enregistrer."""
    lots = list(projet.lots.actifs().order_by("tri", "pk"))
    collage = CollageForm(requete.POST if "coller" in requete.POST else None)
    lignes = _lignes(requete, lots, collage)
    if lignes.is_bound and lignes.is_valid() and (poses := _enregistrer(requete, projet, lignes)) is not None:
        fait = f"{accorder(len(poses), 'lot enregistré', 'lots enregistrés')}."
        return conclure(requete, poses, fait, fiche_de(projet))
    contexte = {
        "page": _page(requete, projet, lots),
        "lignes": lignes,
        "collage": collage,
        "conflit": next((ligne.conflit for ligne in lignes if ligne.conflit), ()),
        "reportes": len(collage.collage.lots) if collage.is_bound and not collage.errors else 0,
        "retour": fiche_de(projet),
    }
    return render(requete, "projets/lots.html", contexte, status=422 if collage.errors or lignes.is_bound else 200)


def _page(requete: Requete, projet: Projet, lots: list[LotProjet]) -> Page:
    fil = fil_projet(requete.acteur, projet, Lien("Lots"))
    return Page("Lots du projet", surtitre=projet.nom, phrase=avis_sur_les_lots(projet, lots), fil=fil)


def _lignes(requete: Requete, lots: list[LotProjet], collage: CollageForm) -> Any:
    """Le tableau à enregistrer (lié) ; sinon à montrer, avec ce qui est déjà tapé ou vient d'être collé."""
    if "enregistrer" in requete.POST:
        return LignesFormSet(requete.POST)
    lignes = lignes_tapees(requete.POST) if requete.method == "POST" else lignes_des_lots(lots)
    if collage.is_bound and collage.is_valid():
        lignes = reporter(lignes, collage.collage.lots)
    return LignesFormSet(initial=[*lignes, *({} for _ in range(LIGNES_VIDES))])


def _enregistrer(requete: Requete, projet: Projet, lignes: Any) -> list[LotProjet] | None:
    """Enregistre le tableau ; un refus va sur la ligne qui le mérite."""
    pleines = lignes.lignes()
    try:
        return services.poser_lots(projet, [lot for _, lot in pleines], par=requete.acteur)
    except LotRefuse as refusee:
        tenter(pleines[refusee.rang][0], partial(_relancer, refusee.cause))
    except RefusMetier as refus:
        messages.error(requete, refus.message)
    return None


def _relancer(erreur: Exception) -> None:
    raise erreur


@ecran("projet.modifier", ecrit=True, objet=Projet)
def creer(requete: Requete, projet: Projet) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, initial={"numero": numero_suivant(projet)})
    return saisir(
        requete,
        formulaire,
        lambda: services.ajouter_lot(projet, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_projet(requete.acteur, projet), "Ajouter un lot"),
        retour=fiche_de(projet),
        message="Le lot est sur la fiche.",
        gabarit="projets/saisie.html",
    )


@ecran("projet.modifier", ecrit=True, objet=LotProjet)
def modifier(requete: Requete, lot: LotProjet) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, initial=LotForm.initiales(lot))
    return saisir(
        requete,
        formulaire,
        lambda: services.modifier_lot(lot, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_projet(requete.acteur, lot.projet), f"Modifier le lot {lot.numero}"),
        retour=fiche_de(lot.projet),
        message="Le lot est à jour.",
        gabarit="projets/saisie.html",
    )


@ecran("projet.modifier", ecrit=True, objet=LotProjet)
def annuler(requete: Requete, lot: LotProjet) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: services.annuler_lot(lot, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_projet(requete.acteur, lot.projet), f"Retirer le lot {lot.numero}"),
        demande=Confirmation(
            question=f"Retirer le lot {lot.numero}, « {lot.intitule} », de la fiche ?",
            verbe="Retirer le lot",
            consequences=[
                "Il ne sera pas dans l'opération ; l'histoire de la fiche en garde la trace.",
            ],
            url_retour=fiche_de(lot.projet),
            est_dangereuse=True,
        ),
        message=f"Le lot {lot.numero} est retiré de la fiche.",
    )
