"""Montrer une saisie, une confirmation ou un document : ce que partagent les écrans de l'opportunité."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from clauses.avant.opportunite.models.document import AvecDocument
from clauses.fond.socle.composants import Confirmation, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import nature
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete
from regles.typographie import typographie


def saisir(
    requete: Requete, formulaire: BaseForm, enregistrer: Callable[[], Any], *, page: Page, verbe: str, retour: str,
    message: str, contexte: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """Montre le formulaire, ou joue `enregistrer` et revient à `retour`."""
    if requete.method == "POST" and formulaire.is_valid() and tenter(formulaire, enregistrer) is not None:
        messages.success(requete, typographie(message))
        return redirect(retour)
    donnees = {
        "page": page,
        "formulaire": formulaire,
        "verbe": verbe,
        "retour": retour,
        "conflit": getattr(formulaire, "conflit", []),
        "structures": [],
        "comparaison": None,
        **(contexte or {}),
    }
    return render(requete, "opportunite/saisie.html", donnees, status=422 if formulaire.errors else 200)


def confirmer(
    requete: Requete, agir: Callable[[str], Any], *, page: Page, demande: Confirmation, message: str,
) -> HttpResponse:  # fmt: skip
    """Dit ce qui va se passer, demande la raison, puis joue `agir(motif)` et revient."""
    motif, erreur = requete.POST.get("motif", demande.motif), ""
    if requete.method == "POST":
        try:
            agir(motif)
        except RefusMetier as refus:
            erreur = refus.message
        else:
            messages.success(requete, typographie(message))
            return redirect(demande.url_retour)
    champs: dict[str, Any] = {**demande.__dict__, "motif": motif, "erreur": erreur}
    contexte = {"page": page, "demande": Confirmation(**champs)}
    return render(requete, "opportunite/confirmation.html", contexte, status=422 if erreur else 200)


def telecharger(ligne: AvecDocument | None) -> HttpResponse:
    """Le document joint, en pièce à enregistrer : rien de ce qu'on dépose ne s'ouvre dans la page."""
    if ligne is None or not ligne.a_un_document or ligne.contenu is None:
        raise Http404
    contenu = bytes(ligne.contenu)
    type_de_contenu = nature(ligne.nom_fichier, contenu[:16]) or "application/octet-stream"
    entetes = {
        "Content-Disposition": content_disposition_header(True, ligne.nom_fichier) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(contenu, content_type=type_de_contenu, headers=entetes)
