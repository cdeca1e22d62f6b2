"""Les pièces d'un marché : la liste, l'aperçu d'une pièce, ses choix, engendrer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clauses.avant.redaction import presentation
from clauses.avant.redaction.composition import d_office
from clauses.avant.redaction.dossier import PieceDuMarche, dossier
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.forms import ChoixForm
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.options import OPTIONS
from clauses.avant.redaction.services import pieces as services
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Vide
from clauses.fond.socle.gestes import jouer, saisir
from clauses.fond.socle.requete import Requete
from clauses.suivi.marches.models import Marche
from regles.typographie import accorder


@ecran("piece.voir", objet=Marche)
def marche(requete: Requete, objet: Marche) -> HttpResponse:
    """Les pièces que le marché appelle, où en est chacune ; et pourquoi les autres n'ont pas lieu."""
    objet = Marche.objects.select_related("operation").get(pk=objet.pk)
    fiches = dossier(objet)
    lignes = presentation.lignes(requete.acteur, objet, fiches)
    contexte = {
        "page": presentation.page_du_marche(requete.acteur, objet, fiches),
        "lignes": [ligne for ligne in lignes if ligne.fiche.applicable.a_lieu],
        "sans_objet": [ligne for ligne in lignes if not ligne.fiche.applicable.a_lieu],
        "vide": _vide(requete, objet),
    }
    return render(requete, "redaction/marche.html", contexte)


def _vide(requete: Requete, objet: Marche) -> Vide:
    """Aucune clause : le premier acte est de la saisir, sur la fiche d'un lot."""
    acte = Action("Voir les lots du marché", reverse("marches:marche", args=[objet.pk]))
    texte = "Une pièce prend ses chiffres dans la clause : heures, publics, transmissions, pénalités."
    return Vide("Aucune clause à écrire", texte, action=acte if peut(requete.acteur, "marche.voir") else None)


@ecran("piece.rediger", ecrit=True, objet=Marche)
@require_POST
def preparer(requete: Requete, objet: Marche, nature: str) -> HttpResponse:
    """Crée la pièce et sa première version."""
    if nature not in Piece.Nature.values:
        raise Http404
    piece = services.preparer(objet, nature, par=requete.acteur)
    return _engendrer(requete, piece)


@ecran("piece.rediger", ecrit=True, objet=Piece)
@require_POST
def engendrer(requete: Requete, piece: Piece) -> HttpResponse:
    return _engendrer(requete, piece)


def _engendrer(requete: Requete, piece: Piece) -> HttpResponse:
    return jouer(
        requete,
        lambda: services.engendrer(piece, par=requete.acteur),
        retour=fiche_de(piece),
        message=lambda faite: _version_ecrite(requete, faite),
    )


def _version_ecrite(requete: Requete, faite: services.Engendree) -> str:
    if faite.est_neuve:
        return f"La version {faite.version.rang} est écrite."
    inchangee = f"Rien n'a changé depuis la version {faite.version.rang}\u00a0: pas de version de plus."
    messages.info(requete, inchangee)
    return ""


@ecran("piece.rediger", ecrit=True, objet=Marche)
@require_POST
def tout_engendrer(requete: Requete, objet: Marche) -> HttpResponse:
    """Toutes les pièces d'un coup ; celles qui n'ont pas changé restent telles quelles."""
    return jouer(
        requete,
        lambda: services.tout_engendrer(objet, par=requete.acteur),
        retour=reverse("redaction:marche", args=[objet.pk]),
        message=_versions_ecrites,
    )


def _versions_ecrites(faites: list[services.Engendree]) -> str:
    neuves = sum(f.est_neuve for f in faites)
    texte = accorder(neuves, "version écrite", "versions écrites")
    reste = len(faites) - neuves
    return f"{texte}, {reste} déjà à jour." if reste else f"{texte}."


def _fiche(piece: Piece) -> PieceDuMarche:
    return next(f for f in dossier(piece.marche) if f.applicable.nature == piece.nature)


@ecran("piece.voir", objet=Piece)
def piece(requete: Requete, objet: Piece) -> HttpResponse:
    """Le texte de la pièce, tel que le DOCX l'écrira, et ce qu'il faut en savoir, section par section."""
    objet = Piece.objects.select_related("marche__operation").get(pk=objet.pk)
    fiche = _fiche(objet)
    contexte = {
        "page": presentation.page_de_la_piece(requete.acteur, objet, fiche),
        "piece": objet,
        "fiche": fiche,
        "document": fiche.document,
        "a_completer": fiche.document.a_completer() if fiche.document else [],
        "peut_rediger": peut(requete.acteur, "piece.rediger", objet),
        "peut_modeler": peut(requete.acteur, "modeledetexte.voir"),
        "a_des_choix": bool(OPTIONS.get(objet.nature)),
    }
    return render(requete, "redaction/piece.html", contexte)


@ecran("piece.rediger", ecrit=True, objet=Piece)
def choisir(requete: Requete, objet: Piece) -> HttpResponse:
    """Les choix de rédaction de la pièce."""
    if not OPTIONS.get(objet.nature):
        raise Http404
    valeurs = d_office(lire(objet.marche), objet.options)
    initiales = {option.nom: valeurs[option.nom] for option in OPTIONS[objet.nature]}
    form = ChoixForm(requete.POST or None, nature=objet.nature, initial={**initiales, "version": objet.version})
    phrase = "Délais, réunions, numéro d'article\u00a0: ce que la clause ne dit pas et que la pièce doit dire."
    return saisir(
        requete,
        form,
        lambda: services.choisir(objet, form.valeurs(), par=requete.acteur, version_lue=form.version_lue),
        page=presentation.page_d_un_geste(requete.acteur, objet, "Choix de rédaction", phrase),
        retour=fiche_de(objet),
        message="Les choix sont enregistrés\u00a0: l'aperçu les suit.",
    )
