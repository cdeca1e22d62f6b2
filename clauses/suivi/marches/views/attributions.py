"""Les écrans des attributaires : le titulaire ou le groupement d'un lot, et leurs sous-traitants."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.gestes import conclure, confirmer, saisir, tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.champs import propositions, repertoire
from clauses.suivi.marches.forms.lots import ChangementForm, MembreFormSet, SousTraitantForm, SousTraitantModifieForm
from clauses.suivi.marches.models import Attribution, Lot
from clauses.suivi.marches.services import attributions
from clauses.suivi.marches.views.lots import fil_du_lot

LIGNES_VIDES = 3


@ecran("attribution.modifier", ecrit=True, objet=Lot)
def attribuer(requete: Requete, lot: Lot) -> HttpResponse:
    """Le titulaire seul, ou le groupement et ses parts. « Ajouter des lignes » en redonne sans rien perdre."""
    directes = list(lot.attributions.actifs().directes().select_related("structure").order_by("cree_le", "pk"))
    membres, motif = _formulaires(requete, directes)
    ajoute = "ajouter" in requete.POST
    if requete.method == "POST" and not ajoute and membres.is_valid() and motif.is_valid():
        voulus = [m for m in (ligne.membre() for ligne in membres) if m is not None]
        verbe = lambda: attributions.attribuer(lot, voulus, par=requete.acteur, **motif.avec_lues())  # noqa: E731
        if tenter(motif, verbe) is not None:
            _, arrondi = attributions.verifier(voulus)
            return conclure(requete, lot, f"Les attributaires du lot sont enregistrés. {arrondi}".strip(), fiche_de)
    refuse = not ajoute and (motif.errors or (membres.is_bound and not membres.is_valid()))
    contexte = {
        "page": Page("Attributaires du lot", surtitre=str(lot), fil=[*fil_du_lot(requete, lot), Lien("Attributaires")]),
        "membres": membres,
        "motif": motif,
        "structures": propositions(requete.acteur),
        "retour": fiche_de(lot),
    }
    return render(requete, "marches/lots/attribution.html", contexte, status=422 if refuse else 200)


def _formulaires(requete: Requete, directes: list[Attribution]) -> tuple[Any, ChangementForm]:
    """Le groupement (une ligne par membre, plus des lignes vides) et le motif, demandé s'il y a déjà quelqu'un."""
    acteur = requete.acteur
    options = {"acteur": acteur, "repertoire": repertoire(acteur)}
    initial = [
        {**_MEMBRE.initiales(a), "attribution_id": a.pk, "est_mandataire": a.role == "mandataire"} for a in directes
    ]
    vides: list[dict[str, Any]] = [{} for _ in range(LIGNES_VIDES)]
    donnees = requete.POST.copy() if requete.method == "POST" else None
    if donnees is not None and "ajouter" in donnees:
        donnees["form-TOTAL_FORMS"] = str(int(donnees.get("form-TOTAL_FORMS") or 0) + LIGNES_VIDES)
    membres = MembreFormSet(donnees, initial=[*initial, *vides], form_kwargs=options)
    dit = {"motif": "", "lues": versions_de(directes)}
    if donnees is not None and "ajouter" in donnees:
        return membres, ChangementForm(
            initial={nom: donnees.get(nom, d_office) for nom, d_office in dit.items()}, est_demande=bool(directes)
        )
    return membres, ChangementForm(donnees, initial=dit, est_demande=bool(directes))


_MEMBRE = MembreFormSet.form


@ecran("attribution.modifier", ecrit=True, objet=Attribution)
def sous_traiter(requete: Requete, donneur: Attribution) -> HttpResponse:
    formulaire = SousTraitantForm(requete.POST or None, acteur=requete.acteur)
    return saisir(
        requete,
        formulaire,
        lambda: attributions.sous_traiter(donneur, par=requete.acteur, **formulaire.valeurs()),
        page=Page.au_bout(
            fil_du_lot(requete, donneur.lot),
            f"Ajouter un sous-traitant de {donneur.structure.nom}",
            phrase="Ses heures comptent pour l'attributaire qui lui confie les travaux.",
        ),
        bouton="Ajouter le sous-traitant",
        retour=fiche_de(donneur.lot),
        message="Le sous-traitant est ajouté.",
    )


def _au_groupement(requete: Requete, attribution: Attribution) -> HttpResponse:
    """Un attributaire direct se change avec les autres : leurs parts font ensemble 100 %."""
    qui = f"{attribution.structure.nom} ({attribution.get_role_display().lower()})"
    messages.info(
        requete, f"{qui} n'est pas un sous-traitant\u00a0: changez ici les attributaires du lot et leurs parts."
    )
    return redirect("marches:attribuer", pk=attribution.lot_id)


@ecran("attribution.modifier", ecrit=True, objet=Attribution)
def modifier(requete: Requete, attribution: Attribution) -> HttpResponse:
    if attribution.role != Attribution.Role.SOUS_TRAITANT:
        return _au_groupement(requete, attribution)
    initial = SousTraitantModifieForm.initiales(attribution)
    formulaire = SousTraitantModifieForm(requete.POST or None, acteur=requete.acteur, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: attributions.modifier_sous_traitant(attribution, par=requete.acteur, **formulaire.avec_version()),
        page=Page.au_bout(fil_du_lot(requete, attribution.lot), f"Modifier {attribution.structure.nom}"),
        retour=fiche_de(attribution.lot),
        message="Le sous-traitant est à jour.",
    )


@ecran("attribution.modifier", ecrit=True, objet=Attribution)
def annuler(requete: Requete, attribution: Attribution) -> HttpResponse:
    if attribution.role != Attribution.Role.SOUS_TRAITANT:
        return _au_groupement(requete, attribution)
    return confirmer(
        requete,
        lambda motif: attributions.annuler_sous_traitant(attribution, par=requete.acteur, motif=motif),
        page=Page.au_bout(fil_du_lot(requete, attribution.lot), "Retirer un sous-traitant"),
        demande=Confirmation(
            question=f"Retirer {attribution.structure.nom} de ce lot ?",
            verbe="Retirer le sous-traitant",
            consequences=["S'il a fini son travail, donnez-lui plutôt une date de départ."],
            url_retour=fiche_de(attribution.lot),
            est_dangereuse=True,
        ),
        message="Le sous-traitant est retiré.",
    )
