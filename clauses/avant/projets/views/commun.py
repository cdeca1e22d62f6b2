"""Montrer une saisie ou une confirmation : ce que tous les écrans de la fiche qui écrivent ont en commun."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.forms.champs import propositions
from regles.typographie import typographie


def adresse_de(projet: Projet) -> str:
    return reverse("projets:fiche", args=[projet.pk])


def saisir(
    requete: Requete,
    formulaire: BaseForm,
    enregistrer: Callable[[], Any],
    *,
    titre: str,
    fil: Sequence[Lien],
    retour: str,
    vers: Callable[[Any], str] | None = None,
    message: str = "C'est enregistré.",
    phrase: str = "",
    second: Lien | None = None,
) -> HttpResponse:
    """Montre le formulaire, ou joue `enregistrer` et redirige. `second` : un autre bouton d'envoi (libellé, nom)."""
    if requete.method == "POST" and formulaire.is_valid():
        resultat = tenter(formulaire, enregistrer)
        if resultat is not None:
            messages.success(requete, typographie(message))
            return redirect(vers(resultat) if vers else retour)
    propose = bool(getattr(formulaire, "propose_des_structures", False))
    contexte = {
        "page": Page(titre=titre, phrase=phrase, fil=[*fil, Lien(titre)]),
        "formulaire": formulaire,
        "retour": retour,
        "second": second,
        "conflit": getattr(formulaire, "conflit", []),
        "structures": propositions(requete.acteur) if propose else [],
    }
    return render(requete, "projets/saisie.html", contexte, status=422 if formulaire.errors else 200)


def confirmer(
    requete: Requete,
    projet: Projet,
    agir: Callable[[str], Any],
    *,
    titre: str,
    question: str,
    verbe: str,
    message: str,
    consequences: Sequence[str] = (),
    avec_motif: bool = True,
    est_dangereuse: bool = False,
) -> HttpResponse:
    """Dit ce qui va se passer, demande la raison s'il en faut une, puis joue `agir(motif)`."""
    motif, erreur = requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            agir(motif)
        except RefusMetier as refus:
            erreur = refus.message
        else:
            messages.success(requete, typographie(message))
            return redirect(adresse_de(projet))
    demande = Confirmation(
        question=question,
        verbe=verbe,
        consequences=consequences,
        url_retour=adresse_de(projet),
        avec_motif=avec_motif,
        est_dangereuse=est_dangereuse,
        motif=motif,
        erreur=erreur,
    )
    page = Page(titre=titre, fil=fil_projet(requete.acteur, projet, Lien(titre)))
    contexte = {"page": page, "demande": demande, "refus": "" if avec_motif else erreur}
    return render(requete, "projets/confirmation.html", contexte, status=422 if erreur else 200)
