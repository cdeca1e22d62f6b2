"""Les écrans du lot et de ses tranches."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.lots import LotForm, TrancheForm, TrancheModifieeForm
from clauses.suivi.marches.models import Attribution, Lot, Marche, Tranche
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation import lots as presentation
from clauses.suivi.marches.services import lots
from regles.typographie import minuscule


def fil_du_lot(requete: Requete, lot: Lot) -> list[Lien]:
    return [*fil_operation(requete.acteur, lot.marche.operation, Lien(str(lot), fiche_de(lot)))]


def attributions_du_lot(lot: Lot) -> list[Attribution]:
    return list(lot.attributions.actifs().select_related("structure").order_by("cree_le", "pk"))


@ecran("clause.voir", objet=Lot)
def pourquoi(requete: Requete, lot: Lot) -> HttpResponse:
    """« Pourquoi ce chiffre ? » : le calcul de l'engagement, de l'exigible et de l'attendu, ligne par ligne."""
    attributions = attributions_du_lot(lot)
    vu = presentation.regard(requete.acteur, lot, attributions)
    du = obligations([lot], timezone.localdate()).get(lot.pk)
    dues = presentation.dues_a_montrer(du, vu, attributions)
    est_sous_traitant = du is not None and dues is None
    page = Page(
        titre="Pourquoi ces heures ?",
        surtitre=str(lot),
        phrase=presentation.SOUS_TRAITANT if est_sous_traitant else (du.phrase if du else _SANS_CLAUSE),
        fil=[*fil_du_lot(requete, lot), Lien("Pourquoi ces heures")],
    )
    contexte = {
        "page": page,
        "explications": presentation.explications(dues, du.phrase) if du and dues else [],
        "partages": (du.repartition_engagement, du.repartition_exigible) if du and vu.voit_les_autres else (None, None),
    }
    return render(requete, "marches/lots/pourquoi.html", contexte)


_SANS_CLAUSE = "Ce lot n'a pas encore sa clause."


@ecran("lot.modifier", ecrit=True, objet=Marche)
def creer(requete: Requete, marche: Marche) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, acteur=requete.acteur)
    retour = reverse("marches:marche", args=[marche.pk])
    return saisir(
        requete,
        formulaire,
        lambda: lots.creer(marche, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_operation(requete.acteur, marche.operation, Lien(str(marche), retour)), "Ajouter un lot"),
        bouton="Ajouter le lot",
        retour=retour,
        vers=fiche_de,
        message="Le lot est ajouté. Saisissez maintenant sa clause.",
    )


@ecran("lot.modifier", ecrit=True, objet=Lot)
def modifier(requete: Requete, lot: Lot) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, acteur=requete.acteur, initial=LotForm.initiales(lot))
    return saisir(
        requete,
        formulaire,
        lambda: lots.modifier(lot, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_du_lot(requete, lot), "Modifier le lot"),
        retour=fiche_de(lot),
        message="Le lot est à jour.",
    )


@ecran("lot.modifier", ecrit=True, objet=Lot)
def annuler(requete: Requete, lot: Lot) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: lots.annuler(lot, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_du_lot(requete, lot), "Annuler le lot"),
        demande=Confirmation(
            question=f"Annuler « {lot} » ?",
            verbe="Annuler le lot",
            consequences=["Sa clause et ses attributaires ne comptent plus ; l'historique reste."],
            url_retour=fiche_de(lot),
            est_dangereuse=True,
        ),
        vers=reverse("marches:marche", args=[lot.marche_id]),
        message="Le lot est annulé.",
    )


@ecran("tranche.modifier", ecrit=True, objet=Lot)
def ajouter_tranche(requete: Requete, lot: Lot) -> HttpResponse:
    formulaire = TrancheForm(requete.POST or None, acteur=requete.acteur, initial={"nature": "ferme"})
    return saisir(
        requete,
        formulaire,
        lambda: lots.ajouter_tranche(lot, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_du_lot(requete, lot), "Ajouter une tranche"),
        bouton="Ajouter la tranche",
        retour=fiche_de(lot),
        message="La tranche est ajoutée.",
    )


@ecran("tranche.modifier", ecrit=True, objet=Tranche)
def modifier_tranche(requete: Requete, tranche: Tranche) -> HttpResponse:
    initial = TrancheModifieeForm.initiales(tranche)
    formulaire = TrancheModifieeForm(requete.POST or None, acteur=requete.acteur, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: lots.modifier_tranche(tranche, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_du_lot(requete, tranche.lot), f"Modifier la {str(tranche).lower()}"),
        retour=fiche_de(tranche.lot),
        message="La tranche est à jour.",
    )


@ecran("tranche.modifier", ecrit=True, objet=Tranche)
def annuler_tranche(requete: Requete, tranche: Tranche) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: lots.annuler_tranche(tranche, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_du_lot(requete, tranche.lot), "Annuler la tranche"),
        demande=Confirmation(
            question=f"Annuler la {minuscule(str(tranche))} ?",
            verbe="Annuler la tranche",
            consequences=["Ses heures ne sont plus dues."],
            url_retour=fiche_de(tranche.lot),
            est_dangereuse=True,
        ),
        message="La tranche est annulée.",
    )
