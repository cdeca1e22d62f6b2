"""Montrer une saisie ou une confirmation : ce que les écrans du circuit qui écrivent ont en commun."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clauses.avant.circuit.models import Dossier, partie_de
from clauses.avant.circuit.situation import situation
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.gestes import tenter
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.onglets import fil_operation
from regles.circuit import refus
from regles.typographie import typographie


def adresse_du_circuit(marche: Marche) -> str:
    return reverse("circuit:dossier", args=[marche.pk])


def dossier_de(requete: Requete, marche: Marche) -> Dossier | None:
    """Le dossier actif de ce marché, s'il est ouvert."""
    visibles = Dossier.objects.visibles_par(requete.acteur).actifs()
    return visibles.filter(marche=marche).select_related("marche__operation__donneur_d_ordre").first()


def renvoi(requete: Requete, marche: Marche, dossier: Dossier | None, verbe: str) -> HttpResponse | None:
    """Un geste qui n'est pas possible se dit avant d'être rempli : retour au circuit, avec la raison."""
    pourquoi = "Le circuit de ce marché n'est pas encore ouvert."
    if dossier is not None:
        vue = situation(dossier)
        pourquoi = refus(verbe, etat=vue.etat, chez=vue.chez, partie=str(partie_de(requete.acteur)))
    if not pourquoi or (requete.method == "POST" and dossier is not None):
        return None
    messages.warning(requete, typographie(pourquoi))
    return redirect(adresse_du_circuit(marche))


def page_d_un_geste(requete: Requete, marche: Marche, titre: str, phrase: str = "") -> Page:
    liens = (
        Lien(marche.reference or marche.objet, reverse("marches:marche", args=[marche.pk])),
        Lien("Circuit", adresse_du_circuit(marche)),
        Lien(titre),
    )
    fil = fil_operation(requete.acteur, marche.operation, *liens)
    return Page(titre=titre, surtitre=marche.objet, phrase=typographie(phrase), fil=fil)


def saisir(
    requete: Requete, marche: Marche, formulaire: BaseForm, enregistrer: Callable[[], Any], *, titre: str,
    verbe: str, message: str, phrase: str = "", rafraichir: Callable[[], dict[str, str]] | None = None, vers: str = "",
    **contexte: Any,
) -> HttpResponse:  # fmt: skip
    """Montre le formulaire, ou joue `enregistrer` et revient au circuit. `rafraichir` : les champs cachés à remettre
    à jour après un refus, pour que renvoyer soit un choix et non un blocage."""
    retour = vers or adresse_du_circuit(marche)
    if requete.method == "POST" and formulaire.is_valid():
        if tenter(formulaire, enregistrer) is not None:
            messages.success(requete, typographie(message))
            return redirect(retour)
        if rafraichir:
            donnees: Any = formulaire.data.copy()  # type: ignore[attr-defined]
            for nom, valeur in rafraichir().items():
                donnees[nom] = valeur
            formulaire.data = donnees
    contexte |= {
        "page": page_d_un_geste(requete, marche, titre, phrase),
        "formulaire": formulaire,
        "verbe": verbe,
        "retour": retour,
        "conflit": getattr(formulaire, "conflit", []),
    }
    return render(requete, "circuit/saisie.html", contexte, status=422 if formulaire.errors else 200)


def confirmer(
    requete: Requete, marche: Marche, agir: Callable[[str], Any], *, titre: str, question: str, verbe: str,
    consequences: Sequence[str] = (), message: str, avec_motif: bool = True, libelle_motif: str = "Pourquoi ?",
    est_dangereuse: bool = False,
) -> HttpResponse:  # fmt: skip
    """Un geste qui engage : ce qui va se passer, la raison, puis `agir(motif)`."""
    motif, erreur = requete.POST.get("motif", ""), ""
    if requete.method == "POST":
        try:
            agir(motif)
        except RefusMetier as refus:
            erreur = typographie(refus.message)
        else:
            messages.success(requete, typographie(message))
            return redirect(adresse_du_circuit(marche))
    demande = Confirmation(
        question=typographie(question), verbe=verbe, consequences=[typographie(c) for c in consequences],
        url_retour=adresse_du_circuit(marche), avec_motif=avec_motif, motif=motif,
        libelle_motif=libelle_motif, erreur=erreur if avec_motif else "", est_dangereuse=est_dangereuse,
    )  # fmt: skip
    contexte = {
        "page": page_d_un_geste(requete, marche, titre),
        "demande": demande,
        "refus": "" if avec_motif else erreur,
    }
    return render(requete, "circuit/confirmation.html", contexte, status=422 if erreur else 200)
