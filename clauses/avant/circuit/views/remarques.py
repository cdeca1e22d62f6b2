"""Écrire une remarque, y répondre, la retirer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from clauses.avant.circuit.forms import RemarqueForm, ReponseForm
from clauses.avant.circuit.models import Remarque
from clauses.avant.circuit.services import remarques
from clauses.avant.circuit.situation import versions_en_vigueur
from clauses.avant.circuit.views.commun import adresse_du_circuit, dossier_de, page_d_un_geste, renvoi
from clauses.avant.redaction.models import Piece
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation
from clauses.fond.socle.gestes import confirmer, saisir
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
        requete,
        formulaire,
        lambda: remarques.remarquer(dossier, piece, par=requete.acteur, **formulaire.cleaned_data),
        page=page_d_un_geste(requete, piece.marche, "Écrire une remarque", f"Sur : {nom}."),
        bouton="Enregistrer la remarque",
        retour=adresse_du_circuit(piece.marche),
        vers=f"{adresse_du_circuit(piece.marche)}#piece-{piece.pk}",
        message="La remarque est enregistrée.",
    )


@ecran("remarque.repondre", ecrit=True, objet=Remarque)
def repondre(requete: Requete, remarque: Remarque) -> HttpResponse:
    if (ailleurs := renvoi(requete, remarque.dossier.marche, remarque.dossier, "repondre")) is not None:
        return ailleurs
    formulaire = ReponseForm(requete.POST if requete.method == "POST" else None)
    visee = f" (« {remarque.passage} »)" if remarque.passage else ""
    return saisir(
        requete,
        formulaire,
        lambda: remarques.repondre(remarque, par=requete.acteur, **formulaire.cleaned_data),
        page=page_d_un_geste(
            requete,
            remarque.dossier.marche,
            "Répondre à une remarque",
            f"{remarque.auteur} sur {remarque.piece.get_nature_display()}{visee} : {remarque.texte}",
        ),
        bouton="Répondre",
        retour=adresse_du_circuit(remarque.dossier.marche),
        vers=f"{adresse_du_circuit(remarque.dossier.marche)}#piece-{remarque.piece_id}",
        message="La réponse est enregistrée.",
    )


@ecran("remarque.retirer", ecrit=True, objet=Remarque)
def retirer(requete: Requete, remarque: Remarque) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: remarques.retirer(remarque, par=requete.acteur, motif=motif),
        page=page_d_un_geste(requete, remarque.dossier.marche, "Retirer une remarque"),
        demande=Confirmation(
            question=typographie(f"Retirer la remarque « {remarque.texte} » ?"),
            verbe="Retirer la remarque",
            url_retour=adresse_du_circuit(remarque.dossier.marche),
            est_dangereuse=True,
        ),
        message="La remarque est retirée.",
    )
