"""Les écrans du lot et de ses tranches."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Etape, Lien, Page
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.lots import LotForm, TrancheForm, TrancheModifieeForm
from clauses.suivi.marches.lecture_de_clause import libelles_des_publics, phrase
from clauses.suivi.marches.models import Attribution, Clause, EvenementMarche, Lot, Marche, Tranche
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation import lots as presentation
from clauses.suivi.marches.presentation.commun import etapes
from clauses.suivi.marches.services import lots
from clauses.suivi.marches.situation import situation
from clauses.suivi.marches.views.saisie import confirmer, saisir, valeurs_initiales


def adresse_du_lot(lot: Lot) -> str:
    return fiche_de(lot)


def fil_du_lot(requete: Requete, lot: Lot) -> list[Lien]:
    return [*fil_operation(requete.acteur, lot.marche.operation, Lien(str(lot), adresse_du_lot(lot)))]


def attributions_du_lot(lot: Lot) -> list[Attribution]:
    return list(lot.attributions.actifs().select_related("structure").order_by("cree_le", "pk"))


@ecran("lot.voir", objet=Lot)
def fiche(requete: Requete, lot: Lot) -> HttpResponse:
    """La fiche : ce que le lot doit, sa clause en mots, ses tranches, ses attributaires, sa vie."""
    lot = Lot.objects.select_related("marche__operation__donneur_d_ordre").get(pk=lot.pk)
    attributions = attributions_du_lot(lot)
    vu = presentation.regard(requete.acteur, lot, attributions)
    clause = lot.clauses.actifs().en_vigueur().select_related("facilitateur").first() if vu.voit_la_clause else None
    du = obligations([lot], timezone.localdate()).get(lot.pk) if clause else None
    chiffres = presentation.chiffres_a_montrer(du, vu, attributions)
    texte = presentation.phrase(lot, chiffres, clause, vu)
    faits = list(lot.marche.evenements.select_related("lot", "tranche").order_by("jour", "cree_le"))
    contexte = {
        "page": presentation.page(requete.acteur, lot, texte, vu, clause is not None),
        "lot": lot,
        "vu": vu,
        "cartes": presentation.cartes(lot, chiffres),
        "definitions": presentation.definitions(lot, situation(lot.marche, faits, lot), vu),
        "arbre": presentation.arbre(attributions, du) if vu.voit_les_autres else [],
        "etapes": _vie(lot, faits) if vu.voit_les_autres else [],
        **_la_clause(lot, clause),
    }
    return render(requete, "marches/lots/fiche.html", contexte)


def _vie(lot: Lot, faits: list[EvenementMarche]) -> list[Etape]:
    return etapes(lot.marche, [e for e in faits if e.lot_id in (None, lot.pk)])


def _la_clause(lot: Lot, clause: Clause | None) -> dict[str, Any]:
    """Ce que la fiche dit de la clause ; tout est vide sans elle."""
    if clause is None:
        return {"clause": None, "tranches": []}
    a_ses_tranches = "tranches" in clause.famille.lit
    tranches = lot.tranches.actifs().order_by("numero", "pk") if a_ses_tranches else []
    return {
        "clause": clause,
        "phrase_de_la_clause": phrase(clause),
        "publics": libelles_des_publics(clause.publics),
        "transmissions": presentation.transmissions(clause),
        "penalites": presentation.penalites(clause),
        "a_ses_tranches": a_ses_tranches,
        "tranches": [(t, *presentation.etat_de_la_tranche(t)) for t in tranches],
    }


@ecran("clause.voir", objet=Lot)
def pourquoi(requete: Requete, lot: Lot) -> HttpResponse:
    """« Pourquoi ce chiffre ? » : le calcul de l'engagement, de l'exigible et de l'attendu, ligne par ligne."""
    attributions = attributions_du_lot(lot)
    vu = presentation.regard(requete.acteur, lot, attributions)
    du = obligations([lot], timezone.localdate()).get(lot.pk)
    chiffres = presentation.chiffres_a_montrer(du, vu, attributions)
    if chiffres and du:
        chiffres = presentation.sans_la_clause(chiffres, du.phrase)
    page = Page(
        titre="Pourquoi ces heures ?",
        surtitre=str(lot),
        phrase=presentation.phrase(lot, chiffres, None, vu) if chiffres is None else (du.phrase if du else ""),
        fil=[*fil_du_lot(requete, lot), Lien("Pourquoi ces heures")],
    )
    partages = (du.repartition_engagement, du.repartition_exigible) if du and vu.voit_les_autres else (None, None)
    contexte = {"page": page, "lot": lot, "chiffres": chiffres, "partages": partages}
    return render(requete, "marches/lots/pourquoi.html", contexte)


@ecran("lot.modifier", ecrit=True, objet=Marche)
def creer(requete: Requete, marche: Marche) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, acteur=requete.acteur)
    retour = reverse("marches:marche", args=[marche.pk])
    return saisir(
        requete,
        formulaire,
        lambda: lots.creer(marche, par=requete.acteur, **formulaire.valeurs()),
        titre="Ajouter un lot",
        verbe="Ajouter le lot",
        fil=fil_operation(requete.acteur, marche.operation, Lien(str(marche), retour)),
        retour=retour,
        vers=adresse_du_lot,
        message="Le lot est ajouté. Saisissez maintenant sa clause.",
    )


@ecran("lot.modifier", ecrit=True, objet=Lot)
def modifier(requete: Requete, lot: Lot) -> HttpResponse:
    formulaire = LotForm(requete.POST or None, acteur=requete.acteur, initial=valeurs_initiales(LotForm, lot))

    def enregistrer() -> Lot:
        lue = formulaire.cleaned_data["version"]
        return lots.modifier(lot, par=requete.acteur, version_lue=lue, **formulaire.valeurs())

    return saisir(
        requete,
        formulaire,
        enregistrer,
        titre="Modifier le lot",
        fil=fil_du_lot(requete, lot),
        retour=adresse_du_lot(lot),
        message="Le lot est à jour.",
    )


@ecran("lot.modifier", ecrit=True, objet=Lot)
def annuler(requete: Requete, lot: Lot) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: lots.annuler(lot, par=requete.acteur, motif=motif),
        titre="Annuler le lot",
        question=f"Annuler « {lot} » ?",
        verbe="Annuler le lot",
        consequences=["Sa clause et ses attributaires ne comptent plus ; l'historique reste."],
        fil=fil_du_lot(requete, lot),
        retour=adresse_du_lot(lot),
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
        titre="Ajouter une tranche",
        verbe="Ajouter la tranche",
        fil=fil_du_lot(requete, lot),
        retour=adresse_du_lot(lot),
        message="La tranche est ajoutée.",
    )


@ecran("tranche.modifier", ecrit=True, objet=Tranche)
def modifier_tranche(requete: Requete, tranche: Tranche) -> HttpResponse:
    initial = valeurs_initiales(TrancheModifieeForm, tranche)
    formulaire = TrancheModifieeForm(requete.POST or None, acteur=requete.acteur, initial=initial)

    def enregistrer() -> Tranche:
        lue = formulaire.cleaned_data["version"]
        return lots.modifier_tranche(tranche, par=requete.acteur, version_lue=lue, **formulaire.valeurs())

    return saisir(
        requete,
        formulaire,
        enregistrer,
        titre=f"Modifier la {str(tranche).lower()}",
        fil=fil_du_lot(requete, tranche.lot),
        retour=adresse_du_lot(tranche.lot),
        message="La tranche est à jour.",
    )


@ecran("tranche.modifier", ecrit=True, objet=Tranche)
def annuler_tranche(requete: Requete, tranche: Tranche) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: lots.annuler_tranche(tranche, par=requete.acteur, motif=motif),
        titre="Annuler la tranche",
        question=f"Annuler la {str(tranche).lower()} ?",
        verbe="Annuler la tranche",
        consequences=["Ses heures ne sont plus dues."],
        fil=fil_du_lot(requete, tranche.lot),
        retour=adresse_du_lot(tranche.lot),
        message="La tranche est annulée.",
    )
