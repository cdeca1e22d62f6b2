"""Importer des commandes et des factures : déposer ou coller, voir ce que cela donnerait, confirmer."""

import base64
import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.exports import Export, reponse_xlsx
from clauses.fond.socle.gestes import conclure, tenter
from clauses.fond.socle.imports.presentation import reponse_du_rapport
from clauses.fond.socle.imports.rapport import (
    CREE,
    FUSIONNE,
    INCHANGE,
    MODIFIE,
    REFUSE,
    BilanImport,
    Rapport,
)
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.depenses import ImportDepensesForm
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.presentation import depenses as montrer
from clauses.suivi.marches.services.depenses import Effet
from clauses.suivi.marches.services.import_depenses import apercevoir_depenses, importer_depenses, origine_de
from clauses.suivi.marches.services.lecture_depenses import COLONNES
from regles.typographie import accorder

MONTRES = 500
SORTS = {CREE: "créée", MODIFIE: "modifiée", INCHANGE: "inchangée", REFUSE: "refusée"}


@ecran("facture.saisir", ecrit=True, objet=Lot)
def importer(requete: Requete, lot: Lot) -> HttpResponse:
    """Le dépôt, son aperçu, sa confirmation."""
    form = ImportDepensesForm(requete.POST or None, requete.FILES or None)
    joue = None
    if requete.method == "POST" and form.is_valid():
        appliquer = "appliquer" in requete.POST
        contenu, nom = form.contenu_et_nom
        verbe = importer_depenses if appliquer else apercevoir_depenses
        joue = tenter(form, lambda: verbe(lot, io.BytesIO(contenu), nom, par=requete.acteur, nature=form.nature))
        emporte = _emporter(requete, lot, form, joue)
        if appliquer and not form.errors:
            return conclure(requete, joue, lambda fait: _resultat(*fait), lambda _: emporte or montrer.adresse(lot))
        if emporte is not None:
            return emporte
    contexte, statut = _contexte(requete, lot, form, joue), 422 if form.errors else 200
    return render(requete, "marches/depenses/import.html", contexte, status=statut)


def _emporter(
    requete: Requete, lot: Lot, form: ImportDepensesForm, joue: tuple[Rapport, Effet] | None
) -> HttpResponse | None:
    """Le rapport en classeur, s'il est demandé : de l'aperçu, ou de ce qui vient d'être enregistré."""
    if joue is None or "emporter" not in (*requete.POST, requete.POST.get("appliquer")):
        return None
    contenu, nom = form.contenu_et_nom
    nature, est_applique = form.nature, "appliquer" in requete.POST
    return reponse_du_rapport(
        joue[0], lambda: origine_de(lot, io.BytesIO(contenu), nom, nature), est_applique=est_applique
    )


def _contexte(
    requete: Requete, lot: Lot, form: ImportDepensesForm, joue: tuple[Rapport, Effet] | None
) -> dict[str, Any]:
    retour = Lien("Commandes et factures", montrer.adresse(lot))
    contexte: dict[str, Any] = {
        "page": Page("Importer des pièces", surtitre=str(lot), fil=montrer.fil(requete.acteur, lot, retour)),
        "form": form,
        "retour": retour.url,
        "adresse_modele": reverse("marches:depenses_modele", args=[lot.pk]),
        "bilan": None,
    }
    if joue is None:
        return contexte
    rapport, effet = joue
    contenu, nom = form.contenu_et_nom
    verdicts = sorted(rapport.verdicts, key=lambda v: v.issue != REFUSE)  # les refus d'abord : c'est ce qu'il faut lire
    return contexte | {
        "bilan": BilanImport(
            nom,
            rapport.totaux,
            verdicts[:MONTRES],
            restants=max(0, len(verdicts) - MONTRES),
            avertissements=rapport.avertissements,
        ),
        "effet": montrer.phrase_d_effet(effet),
        "a_appliquer": rapport.a_ecrire,
        "contenu": base64.b64encode(contenu).decode(),
        "nom": nom,
        "nature": form.nature,
    }


def _resultat(rapport: Rapport, effet: Effet) -> str:
    comptes = ", ".join(accorder(rapport.totaux[sort], mot) for sort, mot in SORTS.items())
    reunies = f" {accorder(rapport.totaux[FUSIONNE], 'ligne réunie', 'lignes réunies')} à une autre."
    suite = reunies if rapport.totaux[FUSIONNE] else ""
    return f"Import enregistré\u00a0: {comptes}.{suite} {montrer.phrase_d_effet(effet)}".strip()


@ecran("facture.saisir", objet=Lot)
def modele(requete: Requete, lot: Lot) -> HttpResponse:
    """Le classeur vide à remplir : ses intitulés sont ceux que l'import attend."""
    return reponse_xlsx(Export("Modèle commandes et factures", COLONNES, [], timezone.localdate()))
