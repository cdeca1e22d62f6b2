"""Écrire une remarque, y répondre, la retirer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from clauses.avant.circuit.forms import RemarqueForm, ReponseForm
from clauses.avant.circuit.models import Remarque
from clauses.avant.circuit.services import remarques
from clauses.avant.circuit.situation import versions_en_vigueur
from clauses.avant.circuit.views.saisie import adresse_du_circuit, confirmer, dossier_de, renvoi, saisir
from clauses.avant.redaction.models import Piece
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.requete import Requete
from regles.typographie import typographie


@ecran("remarque.ecrire", ecrit=True, objet=Piece)
def creer(requete: Requete, piece: Piece) -> HttpResponse:
    """Une remarque sur la version en vigueur de la pièce."""
    dossier, version = dossier_de(requete, piece.marche), versions_en_vigueur([piece.marche_id]).get(piece.pk)
    if dossier is None or version is None:
        messages.info(requete, "Cette pièce n'est pas encore dans un circuit.")
        return redirect(adresse_du_circuit(piece.marche))
    formulaire = RemarqueForm(requete.POST if requete.method == "POST" else None, initial={"version_lue": version.pk})
    nom = f"{piece.get_nature_display()}, version {version.rang}"
    return saisir(
        requete, piece.marche, formulaire,
        lambda: remarques.remarquer(dossier, piece, par=requete.acteur, **formulaire.cleaned_data),
        titre="Écrire une remarque",
        verbe="Enregistrer la remarque",
        phrase=f"Sur : {nom}.",
        message="La remarque est enregistrée.",
        rafraichir=lambda: {"version_lue": str(version.pk)},
        vers=f"{adresse_du_circuit(piece.marche)}#piece-{piece.pk}",
    )  # fmt: skip


@ecran("remarque.repondre", ecrit=True, objet=Remarque)
def repondre(requete: Requete, remarque: Remarque) -> HttpResponse:
    if (ailleurs := renvoi(requete, remarque.dossier.marche, remarque.dossier, "repondre")) is not None:
        return ailleurs
    formulaire = ReponseForm(requete.POST if requete.method == "POST" else None)
    visee = f" (« {remarque.passage} »)" if remarque.passage else ""
    return saisir(
        requete, remarque.dossier.marche, formulaire,
        lambda: remarques.repondre(remarque, par=requete.acteur, **formulaire.cleaned_data),
        titre="Répondre à une remarque",
        verbe="Répondre",
        phrase=f"{remarque.auteur} sur {remarque.piece.get_nature_display()}{visee} : {remarque.texte}",
        message="La réponse est enregistrée.",
        vers=f"{adresse_du_circuit(remarque.dossier.marche)}#piece-{remarque.piece_id}",
    )  # fmt: skip


@ecran("remarque.retirer", ecrit=True, objet=Remarque)
def retirer(requete: Requete, remarque: Remarque) -> HttpResponse:
    return confirmer(
        requete, remarque.dossier.marche,
        lambda motif: remarques.retirer(remarque, par=requete.acteur, motif=motif),
        titre="Retirer une remarque",
        question=typographie(f"Retirer la remarque « {remarque.texte} » ?"),
        verbe="Retirer la remarque",
        message="La remarque est retirée.",
        est_dangereuse=True,
    )  # fmt: skip
