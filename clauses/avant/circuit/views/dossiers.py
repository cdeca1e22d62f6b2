"""Les écrans du dossier : le voir, le transmettre, le refuser, le reprendre, donner son accord, le clore."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clauses.avant.circuit.forms import AccordForm, TransmettreForm
from clauses.avant.circuit.models import Accord, Dossier, Partie, partie_de
from clauses.avant.circuit.presentation import dossier as presentation
from clauses.avant.circuit.presentation.envoi import a_cocher, destinataires_sans_compte, versions_a_transmettre, vide
from clauses.avant.circuit.services import accords, dossiers
from clauses.avant.circuit.situation import situation
from clauses.avant.circuit.views.commun import adresse_du_circuit, dossier_de, page_d_un_geste, renvoi
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation
from clauses.fond.socle.gestes import confirmer, saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Marche

DELAI_PROPOSE = timedelta(days=14)  # usage : deux semaines pour relire


@ecran("dossier.voir", objet=Marche)
def dossier(requete: Requete, marche: Marche) -> HttpResponse:
    """Chez qui, depuis quand ; les pièces et leurs accords ; les remarques ; les tours."""
    ouvert, partie, jour = dossier_de(requete, marche), partie_de(requete.acteur), timezone.localdate()
    vue = situation(ouvert) if ouvert else None
    versions = presentation.versions_par_piece(marche)
    contexte = {
        "page": presentation.page(requete.acteur, marche, vue, partie, jour),
        "pieces": presentation.pieces(vue, partie, versions) if vue else [],
        "etapes": presentation.frise(ouvert) if ouvert else [],
        "vide": vide(requete.acteur, marche, a_des_versions=bool(versions)),
        "est_ouvert": vue is not None,
    }
    return render(requete, "circuit/dossier.html", contexte)


@ecran("dossier.transmettre", ecrit=True, objet=Marche)
def transmettre(requete: Requete, marche: Marche) -> HttpResponse:
    """Passer le dossier à une autre partie, avec les versions en vigueur."""
    ouvert, partie = dossier_de(requete, marche), partie_de(requete.acteur) or Partie.FACILITATEUR
    if ouvert and (ailleurs := renvoi(requete, marche, ouvert, "transmettre")) is not None:
        return ailleurs
    donnees, verbe = requete.POST if requete.method == "POST" else None, _verbe_de_l_envoi(ouvert)
    formulaire = TransmettreForm(donnees, partie=partie, initial=_initial(marche, ouvert, partie))
    return saisir(
        requete,
        formulaire,
        lambda: verbe(ouvert or marche, par=requete.acteur, **formulaire.choix()),
        page=page_d_un_geste(
            requete, marche, "Transmettre le dossier", "Partent les versions en vigueur de toutes les pièces."
        ),
        bouton="Transmettre",
        retour=adresse_du_circuit(marche),
        message="Le dossier est transmis.",
        gabarit="circuit/transmettre.html",
        envoi=versions_a_transmettre(marche),
        sans_compte=destinataires_sans_compte(marche),
    )


def _verbe_de_l_envoi(ouvert: Dossier | None) -> Any:
    return dossiers.transmettre if ouvert else dossiers.ouvrir_et_transmettre


def _initial(marche: Marche, ouvert: Dossier | None, partie: Partie) -> dict[str, Any]:
    premier = Partie.ACHETEUR if partie == Partie.FACILITATEUR else Partie.FACILITATEUR
    return {
        "vers": premier,
        "echeance": timezone.localdate() + DELAI_PROPOSE if partie == Partie.FACILITATEUR else None,
        "avec_accord": partie == Partie.FACILITATEUR,
        "avec_juriste": bool(ouvert and ouvert.avec_juriste),
        "version": ouvert.version if ouvert else None,
        "versions": _cles(versions_a_transmettre(marche)),
    }


def _cles(versions: Any) -> str:
    return ",".join(str(v.pk) for v in versions)


@ecran("accord.donner", ecrit=True, objet=Marche)
def accord(requete: Requete, marche: Marche) -> HttpResponse:
    """Approuver des versions, une case par pièce ; toutes sont cochées d'avance, et la page le dit."""
    ouvert, partie = dossier_de(requete, marche), partie_de(requete.acteur) or Partie.FACILITATEUR
    choix = a_cocher(situation(ouvert), partie) if ouvert else []
    if ouvert is None or (not choix and requete.method != "POST"):
        messages.info(requete, "Il n'y a rien à approuver pour l'instant.")
        return redirect(adresse_du_circuit(marche))
    initial = {"versions": [cle for cle, _ in choix]}
    formulaire = AccordForm(requete.POST if requete.method == "POST" else None, choix=choix, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: accords.donner_accord(ouvert, _lues(formulaire), par=requete.acteur),
        page=page_d_un_geste(requete, marche, "Donner mon accord", _phrase_de_l_accord(len(choix))),
        bouton="Donner mon accord",
        retour=adresse_du_circuit(marche),
        message="Votre accord est enregistré.",
    )


def _phrase_de_l_accord(pieces: int) -> str:
    coche = f"Les {pieces} pièces sont cochées : décochez celles que vous n'approuvez pas. " if pieces > 1 else ""
    return f"{coche}Un accord porte sur une version : si la pièce change, il tombe et vous serez de nouveau sollicité."


def _lues(formulaire: AccordForm) -> list[UUID]:
    return [UUID(cle) for cle in formulaire.cleaned_data["versions"]]


@ecran("accord.donner", ecrit=True, objet=Accord)
def retirer_accord(requete: Requete, accord: Accord) -> HttpResponse:
    return confirmer(
        requete,
        lambda motif: accords.retirer_accord(accord, par=requete.acteur, motif=motif),
        page=page_d_un_geste(requete, accord.dossier.marche, "Revenir sur un accord"),
        demande=Confirmation(
            question=f"Retirer votre accord sur « {accord.piece.get_nature_display()} » ?",
            verbe="Retirer mon accord",
            consequences=["Le dossier ne pourra pas être clos sans lui."],
            url_retour=adresse_du_circuit(accord.dossier.marche),
            est_dangereuse=True,
        ),
        message="Votre accord est retiré.",
    )


@ecran("dossier.refuser", ecrit=True, objet=Marche)
def refuser(requete: Requete, marche: Marche) -> HttpResponse:
    ouvert = dossier_de(requete, marche)
    if (ailleurs := renvoi(requete, marche, ouvert, "refuser")) is not None:
        return ailleurs
    return confirmer(
        requete,
        lambda motif: dossiers.refuser(ouvert, par=requete.acteur, motif=motif),
        page=page_d_un_geste(requete, marche, "Refuser les pièces"),
        demande=Confirmation(
            question="Rendre le dossier au facilitateur sans votre accord ?",
            verbe="Refuser et rendre le dossier",
            consequences=["Vos remarques ouvertes lui disent quoi changer.", "Les accords déjà donnés restent."],
            url_retour=adresse_du_circuit(marche),
            est_dangereuse=True,
        ),
        message="Le dossier est rendu au facilitateur.",
    )


@ecran("dossier.reprendre", ecrit=True, objet=Marche)
def reprendre(requete: Requete, marche: Marche) -> HttpResponse:
    ouvert = dossier_de(requete, marche)
    if (ailleurs := renvoi(requete, marche, ouvert, "reprendre")) is not None:
        return ailleurs
    return confirmer(
        requete,
        lambda motif: dossiers.reprendre(ouvert, par=requete.acteur, motif=motif),
        page=page_d_un_geste(requete, marche, "Reprendre le dossier"),
        demande=Confirmation(
            question="Reprendre le dossier pour changer une pièce ?",
            verbe="Reprendre le dossier",
            consequences=[
                "Il revient chez vous ; vous le transmettrez de nouveau.",
                "Les accords restent sur les versions qui ne changent pas.",
            ],
            url_retour=adresse_du_circuit(marche),
        ),
        message="Le dossier est de nouveau chez vous.",
    )


@ecran("dossier.clore", ecrit=True, objet=Marche)
def clore(requete: Requete, marche: Marche) -> HttpResponse:
    ouvert = dossier_de(requete, marche)
    if (ailleurs := renvoi(requete, marche, ouvert, "clore")) is not None:
        return ailleurs
    return confirmer(
        requete,
        lambda _: dossiers.clore(ouvert, par=requete.acteur),
        page=page_d_un_geste(requete, marche, "Clore le dossier"),
        demande=Confirmation(
            question="Déclarer les pièces bonnes pour publication ?",
            verbe="Clore le dossier",
            consequences=[f"{v.piece.get_nature_display()}, version {v.rang}" for v in versions_a_transmettre(marche)],
            url_retour=adresse_du_circuit(marche),
            avec_motif=False,
        ),
        message="Le dossier est clos : les pièces sont bonnes pour publication.",
    )
