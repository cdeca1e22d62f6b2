"""Montrer une saisie ou une confirmation : ce que tous les écrans des marchés qui écrivent ont en commun."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.champs import propositions
from regles.typographie import typographie


def saisir(
    requete: Requete,
    formulaire: BaseForm,
    enregistrer: Callable[[], Any],
    *,
    titre: str,
    fil: Sequence[Lien],
    retour: str,
    verbe: str = "Enregistrer",
    vers: Callable[[Any], str] | None = None,
    message: str = "C'est enregistré.",
    phrase: str = "",
) -> HttpResponse:
    """Montre le formulaire, ou joue `enregistrer` et redirige vers `vers(resultat)`, sinon vers `retour`."""
    if requete.method == "POST" and formulaire.is_valid():
        resultat = tenter(formulaire, enregistrer)
        if resultat is not None:
            messages.success(requete, typographie(message))
            return redirect(vers(resultat) if vers else retour)
    contexte = {
        "page": Page(titre=titre, phrase=typographie(phrase), fil=[*fil, Lien(titre)]),
        "formulaire": formulaire,
        "retour": retour,
        "verbe": verbe,
        "conflit": getattr(formulaire, "conflit", []),
        "structures": propositions(requete.acteur) if propose_des_structures(formulaire) else [],
    }
    return render(requete, "marches/saisie.html", contexte, status=422 if formulaire.errors else 200)


def propose_des_structures(formulaire: BaseForm) -> bool:
    return bool(getattr(formulaire, "propose_des_structures", False))


def confirmer(
    requete: Requete,
    agir: Callable[[str], Any],
    *,
    titre: str,
    question: str,
    verbe: str,
    fil: Sequence[Lien],
    retour: str,
    consequences: Sequence[str] = (),
    vers: str = "",
    message: str = "C'est annulé.",
) -> HttpResponse:
    """Demande la raison d'un acte qui engage, puis le joue par `agir(motif)`."""
    motif, erreur = requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            agir(motif)
        except RefusMetier as refus:
            erreur = refus.message
        else:
            messages.success(requete, typographie(message))
            return redirect(vers or retour)
    demande = Confirmation(
        question=typographie(question),
        verbe=verbe,
        consequences=[typographie(c) for c in consequences],
        url_retour=retour,
        est_dangereuse=True,
        motif=motif,
        erreur=erreur,
    )
    page = Page(titre=titre, fil=[*fil, Lien(titre)])
    contexte = {"page": page, "demande": demande}
    return render(requete, "marches/confirmation.html", contexte, status=422 if erreur else 200)


def valeurs_initiales(formulaire: type[Any], objet: Any) -> dict[str, Any]:
    """Ce que la fiche contient, pour chaque champ du formulaire qui est aussi un champ du modèle."""
    return {nom: getattr(objet, nom) for nom in formulaire.base_fields if hasattr(objet, nom)}
