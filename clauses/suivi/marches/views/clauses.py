"""Les écrans de la clause : la saisir, la changer, comparer ses versions."""

from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.gestes import conclure, tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.clauses import ChangementDeClauseForm, ClauseForm
from clauses.suivi.marches.forms.termes import remplissage
from clauses.suivi.marches.lecture_de_clause import LIGNES, ecarts, origine, termes
from clauses.suivi.marches.models import Clause, Lot
from clauses.suivi.marches.services import clauses
from clauses.suivi.marches.views.lots import fil_du_lot
from regles.formules import MODELES
from regles.publics import PUBLICS_DU_CCAG
from regles.typographie import typographie


@ecran("clause.modifier", ecrit=True, objet=Lot)
def saisir(requete: Requete, lot: Lot) -> HttpResponse:
    """La clause : « Recalculer » (l'exemple), une clause courante (le préréglage), « Enregistrer »."""
    actuelle = lot.clauses.actifs().en_vigueur().first()
    formulaire = _formulaire(requete, actuelle)
    acte = requete.POST.get("acte", "")
    # Un envoi qui n'enregistre pas essaie : c'est le bouton « Recalculer », ou une clause courante.
    est_un_essai = requete.method == "POST" and acte != "enregistrer"
    essai = formulaire.pour_l_exemple() if est_un_essai else None
    if acte == "enregistrer" and formulaire.is_valid() and _reussit(requete, lot, actuelle, formulaire):
        return conclure(requete, lot, "La clause est enregistrée, les heures dues la suivent aussitôt.", fiche_de)
    contexte = {
        "page": _page(requete, lot, actuelle),
        "formulaire": formulaire,
        "retour": fiche_de(lot),
        "verbe": "Enregistrer la nouvelle version" if actuelle else "Enregistrer la clause",
        **_essai(essai or (None if formulaire.is_bound else actuelle), formulaire),
    }
    return render(requete, "marches/clauses/saisie.html", contexte, status=422 if formulaire.errors else 200)


def _page(requete: Requete, lot: Lot, actuelle: Clause | None) -> Page:
    titre = "Modifier la clause" if actuelle else "Saisir la clause"
    texte = ""
    if actuelle:
        texte = f"L'enregistrement fait la version {actuelle.rang + 1} ; la version {actuelle.rang} reste lisible."
    return Page(titre=titre, surtitre=str(lot), phrase=typographie(texte), fil=[*fil_du_lot(requete, lot), Lien(titre)])


def _formulaire(requete: Requete, actuelle: Clause | None) -> ClauseForm:
    """Le formulaire, rempli de la clause en vigueur, de ce qui est tapé, ou de la clause type."""
    classe = ChangementDeClauseForm if actuelle else ClauseForm
    acteur = requete.acteur
    if requete.method != "POST":
        return classe(acteur=acteur, initial=_initial(classe, actuelle) if actuelle else {})
    donnees = requete.POST.copy()
    if donnees.get("acte") in MODELES:
        for nom, valeur in remplissage(str(donnees["acte"])).items():
            donnees[nom] = valeur
    return classe(donnees, acteur=acteur, initial=_initial(classe, actuelle) if actuelle else {})


def _initial(classe: type[ClauseForm], actuelle: Clause) -> dict[str, Any]:
    valeurs = {k: v for k, v in classe.initiales(actuelle).items() if k not in ("nature_changement", "date_effet")}
    du_ccag = [code for code in actuelle.publics if code in PUBLICS_DU_CCAG]
    return {
        **valeurs,
        "publics_ccag": du_ccag,
        "publics_autres": [code for code in actuelle.publics if code not in PUBLICS_DU_CCAG],
        "toute_la_liste": len(du_ccag) == len(PUBLICS_DU_CCAG),
    }


def _reussit(requete: Requete, lot: Lot, actuelle: Clause | None, formulaire: ClauseForm) -> bool:
    return tenter(formulaire, lambda: _enregistrer(requete, lot, actuelle, formulaire)) is not None


def _enregistrer(requete: Requete, lot: Lot, actuelle: Clause | None, formulaire: ClauseForm) -> Clause:
    acteur, valeurs = requete.acteur, formulaire.valeurs()
    if actuelle is None:
        return clauses.poser(lot, par=acteur, **valeurs)
    propres, lue = formulaire.cleaned_data, formulaire.version_lue
    return clauses.changer(
        lot, propres["nature_changement"], par=acteur, motif=propres["motif"], version_lue=lue, **valeurs
    )


def _essai(clause: Clause | None, formulaire: ClauseForm) -> dict[str, Any]:
    """La clause en mots, et son exemple chiffré quand sa formule en demande un."""
    if clause is None:
        return {"essayee": "", "en_mots": "", "calcul": None}
    formule, lus = termes(clause), formulaire.cleaned_data if formulaire.is_bound else {}
    valeurs = {t.nom: t.d_avance if lus.get(t.nom) is None else lus[t.nom] for t in formule.essai}
    calcul = formule.essayer(valeurs) if formule.essai else None
    return {"essayee": clause.formule, "en_mots": formule.phrase(), "calcul": calcul}


@ecran("clause.voir", objet=Lot)
def versions(requete: Requete, lot: Lot) -> HttpResponse:
    """Les versions de la clause côte à côte, la plus récente d'abord, avec ce qui a changé et pourquoi."""
    toutes = list(lot.clauses.actifs().select_related("facilitateur").order_by("-rang"))
    changements = [ecarts(avant, apres) for apres, avant in pairwise(toutes)]
    lignes = [(nom, [lire(clause) for clause in toutes]) for nom, lire in LIGNES]
    contexte = {
        "page": Page(
            titre="Versions de la clause",
            surtitre=str(lot),
            phrase="" if len(toutes) > 1 else "La clause n'a pas changé depuis l'origine.",
            fil=[*fil_du_lot(requete, lot), Lien("Versions de la clause")],
        ),
        "versions": list(zip(toutes, map(origine, toutes), [*changements, []], strict=True)) if toutes else [],
        "lignes": [(nom, valeurs, len(set(valeurs)) > 1) for nom, valeurs in lignes if any(valeurs)],
    }
    return render(requete, "marches/clauses/versions.html", contexte)
