"""Les écrans du marché et de sa vie."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page, Vide
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.marches import EvenementForm, MarcheForm, NouveauMarcheForm
from clauses.suivi.marches.models import EvenementMarche, Lot, Marche, Operation
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation import marches as presentation
from clauses.suivi.marches.presentation.commun import a_repartir, etapes
from clauses.suivi.marches.presentation.dessin import dessiner
from clauses.suivi.marches.presentation.operations import BlocMarche, bloc_du_marche
from clauses.suivi.marches.services import evenements, marches
from clauses.suivi.marches.situation import situation

_DEMANDES = {
    "resiliation": "La résiliation arrête les heures dues à ce jour-là.",
    "reception": "La réception clôt l'exécution : les heures restent à faire valider.",
    "reconduction": "La reconduction allonge le marché, et ses heures si elles sont annuelles.",
    "affermissement": "La tranche affermie devient due.",
}


def _adresse(marche: Marche) -> str:
    return reverse("marches:marche", args=[marche.pk])


def _fil(requete: Requete, marche: Marche) -> list[Lien]:
    lien = Lien(marche.nom_court, _adresse(marche))
    return [*fil_operation(requete.acteur, marche.operation, lien)]


@ecran("marche.voir", objet=Marche)
def fiche(requete: Requete, marche: Marche) -> HttpResponse:
    """La fiche : ses lots et ce qu'ils doivent, sa vie en image et en liste, ses caractéristiques."""
    marche = _avec_ses_lots(marche)
    faits, jour = list(marche.evenements.all()), timezone.localdate()
    vue = situation(marche, faits)
    permis = capacites(requete.acteur, marche)
    bloc = _lots(requete, marche, jour)
    contexte = {
        "page": presentation.page(requete.acteur, marche, vue, bloc),
        "marche": marche,
        "bloc": bloc,
        "a_repartir": a_repartir(marche, faits, [ligne.lot for ligne in bloc.lots]),
        "dessin": dessiner(vue, faits, jour),
        "etapes": etapes(marche, faits),
        "vie": presentation.actions_de_la_vie(requete.acteur, marche, vue),
        "annulables": presentation.annulables(requete.acteur, faits),
        "definitions": presentation.definitions(marche, vue),
        "url_annuler": _annulation(marche) if permis["modifier"] else "",
        "vide": _sans_lot(marche, permis["modifier"]),
    }
    return render(requete, "marches/marches/fiche.html", contexte)


def _lots(requete: Requete, marche: Marche, jour: date) -> BlocMarche:
    lots = Lot.objects.actifs().filter(marche=marche).order_by("tri", "pk")
    peut_ecrire = peut(requete.acteur, "clause.modifier") and not marche.est_annule
    return bloc_du_marche(marche, obligations(lots, jour), peut_ecrire=peut_ecrire)


def _avec_ses_lots(marche: Marche) -> Marche:
    complet = Marche.objects.select_related("operation__donneur_d_ordre").prefetch_related(
        "evenements__lot", "evenements__tranche", "lots__attributions__structure"
    )
    return complet.get(pk=marche.pk)


def _annulation(marche: Marche) -> str:
    return "" if marche.est_annule else reverse("marches:marche_annuler", args=[marche.pk])


def _sans_lot(marche: Marche, peut_ajouter: bool) -> Vide:
    acte = Action("Ajouter un lot", reverse("marches:lot_creer", args=[marche.pk])) if peut_ajouter else None
    return Vide("Aucun lot", "La clause vit dans un lot ; un marché non alloti en a un seul.", action=acte)


@ecran("marche.creer", ecrit=True, objet=Operation)
def creer(requete: Requete, operation: Operation) -> HttpResponse:
    formulaire = NouveauMarcheForm(
        requete.POST or None, acteur=requete.acteur, initial={"reconductions_prevues": 0, "reconduction_mois": 12}
    )
    return saisir(
        requete,
        formulaire,
        lambda: marches.creer(operation, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_operation(requete.acteur, operation), "Ajouter un marché"),
        bouton="Ajouter le marché",
        retour=fiche_de(operation),
        vers=_adresse,
        message="Le marché est ajouté. Saisissez maintenant la clause de ses lots.",
    )


@ecran("marche.modifier", ecrit=True, objet=Marche)
def modifier(requete: Requete, marche: Marche) -> HttpResponse:
    formulaire = MarcheForm(requete.POST or None, acteur=requete.acteur, initial=MarcheForm.initiales(marche))
    return saisir(
        requete,
        formulaire,
        lambda: marches.modifier(marche, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(
            _fil(requete, marche),
            "Modifier le marché",
            phrase="Un avenant, une reconduction ou une résiliation se notent dans la vie du marché, pas ici.",
        ),
        retour=_adresse(marche),
        message="Le marché est à jour.",
    )


@ecran("marche.modifier", ecrit=True, objet=Marche)
def annuler(requete: Requete, marche: Marche) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: marches.annuler(marche, par=requete.acteur, motif=motif),
        page=Page.au_bout(_fil(requete, marche), "Annuler le marché"),
        demande=Confirmation(
            question=f"Annuler le marché « {marche} » ?",
            verbe="Annuler le marché et ses lots",
            consequences=[
                "Ses lots sont annulés avec lui.",
                "Un marché qui s'arrête ne s'annule pas : notez sa résiliation.",
            ],
            url_retour=_adresse(marche),
            est_dangereuse=True,
        ),
        vers=fiche_de(Operation, marche.operation_id),
        message="Le marché et ses lots sont annulés.",
    )


@ecran("evenementmarche.saisir", ecrit=True, objet=Marche)
def noter_evenement(requete: Requete, marche: Marche, nature: str) -> HttpResponse:
    """Noter un événement d'une nature : seuls ses champs sont demandés."""
    if nature not in EvenementMarche.Nature.values:
        raise Http404
    formulaire = EvenementForm(requete.POST or None, marche=marche, nature=nature)
    return saisir(
        requete,
        formulaire,
        lambda: evenements.noter(marche, nature, par=requete.acteur, **formulaire.cleaned_data),
        page=Page.au_bout(
            _fil(requete, marche),
            presentation.VERBES_DES_BOUTONS[EvenementMarche.Nature(nature)],
            phrase=_DEMANDES.get(nature, ""),
        ),
        bouton=presentation.VERBES_DES_BOUTONS[EvenementMarche.Nature(nature)],
        retour=_adresse(marche),
        message="C'est noté dans la vie du marché.",
    )


@ecran("evenementmarche.saisir", ecrit=True, objet=EvenementMarche)
def annuler_evenement(requete: Requete, evenement: EvenementMarche) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: evenements.annuler(evenement, par=requete.acteur, motif=motif),
        page=Page.au_bout(_fil(requete, evenement.marche), "Annuler un événement"),
        demande=Confirmation(
            question=f"Annuler « {evenement} » ?",
            verbe="Annuler l'événement",
            consequences=[
                "Ce qu'il avait changé est défait : état, dates, tranche affermie, durée.",
            ],
            url_retour=_adresse(evenement.marche),
            est_dangereuse=True,
        ),
        message="L'événement est annulé, et ses effets avec lui.",
    )
