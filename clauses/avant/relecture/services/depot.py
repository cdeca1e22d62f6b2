"""Déposer des pièces : elles sont gardées, puis lues aussitôt, ou par un travail différé quand elles sont longues."""

import hashlib
import re
from collections.abc import Sequence

from clauses.avant.projets.models import Projet
from clauses.avant.relecture.models import PieceRelue, Relecture
from clauses.avant.relecture.natures import nature_du_nom
from clauses.avant.relecture.services.lecture import conclure, lire_ou_differer
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import attendre_son_tour
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Lot, Marche
from lecteur.documents import TAILLE_MAX
from regles.typographie import typographie

FICHIERS_MAX = 10
Fichier = tuple[str, bytes]


@service
def deposer(
    fichiers: Sequence[Fichier],
    *,
    par: Acteur,
    lot: Lot | None = None,
    marche: Marche | None = None,
    projet: Projet | None = None,
) -> Relecture:
    """Garde les fichiers (nom, octets) et les relit. Les mêmes fichiers pour le même lot rendent la même relecture,
    refaite sur la clause du jour.

    Lève `RefusMetier` : rien de déposé, trop de fichiers, un fichier trop lourd, un acheteur qui ne choisit pas de lot.
    """
    _verifier(fichiers, par, lot or marche or projet)
    marche = lot.marche if lot else marche
    empreintes = [hashlib.sha256(contenu).hexdigest() for _, contenu in fichiers]
    # Le même dépôt, envoyé plusieurs fois à la fois : chacun attend le précédent, et trouve sa relecture.
    attendre_son_tour(f"relecture-{par.porteuse_id}-{par.nom}-{empreintes[0]}")
    relecture = _deja_deposee(empreintes, par, lot, marche, projet)
    if relecture is None:
        relecture = Relecture(
            porteuse_id=par.porteuse_id,
            marche=marche,
            lot=lot,
            projet=projet,
            titre=_titre(fichiers),
            demandee_par=par.nom,
        )
        relecture.save()
        for rang, ((nom, contenu), empreinte) in enumerate(zip(fichiers, empreintes, strict=True), 1):
            _garder(relecture, rang, nom, contenu, empreinte)
    for piece in relecture.pieces.defer(None).order_by("rang"):
        lire_ou_differer(piece, relecture, par)
    return conclure(relecture)


def _garder(relecture: Relecture, rang: int, nom: str, contenu: bytes, empreinte: str) -> None:
    PieceRelue(
        relecture=relecture,
        rang=rang,
        nom_fichier=_nom_court(nom),
        contenu=contenu,
        taille=len(contenu),
        empreinte=empreinte,
        nature=nature_du_nom(nom),
    ).save()


def _verifier(fichiers: Sequence[Fichier], par: Acteur, objet: Lot | Marche | Projet | None) -> None:
    if not fichiers:
        raise RefusMetier("Choisissez au moins une pièce.", champ="fichiers")
    if len(fichiers) > FICHIERS_MAX:
        raise RefusMetier(typographie(f"Déposez {FICHIERS_MAX} pièces au plus à la fois."), champ="fichiers")
    for nom, contenu in fichiers:
        if len(contenu) > TAILLE_MAX:
            texte = f"« {nom} » pèse plus de {TAILLE_MAX // 1_000_000} Mo : déposez-la sans ses images."
            raise RefusMetier(typographie(texte), champ="fichiers")
        if not contenu:
            raise RefusMetier(typographie(f"« {nom} » est vide."), champ="fichiers")
    if objet is None and not peut(par, "relecture.traiter"):
        raise RefusMetier("Choisissez le lot auquel comparer la pièce.", champ="lot")


def _deja_deposee(
    empreintes: list[str], par: Acteur, lot: Lot | None, marche: Marche | None, projet: Projet | None
) -> Relecture | None:
    """La relecture des mêmes fichiers, pour le même objet : un double envoi n'en fait pas deux."""
    candidates = (
        Relecture.objects.actifs()
        .filter(
            porteuse_id=par.porteuse_id,
            lot=lot,
            marche=marche,
            projet=projet,
            demandee_par=par.nom,
            pieces__empreinte=empreintes[0],
        )
        .order_by("-cree_le")
        .distinct()[:10]
    )
    for candidate in candidates:
        siennes = candidate.pieces.order_by("rang").values_list("empreinte", flat=True)
        if sorted(siennes) == sorted(empreintes):
            return candidate
    return None


def _titre(fichiers: Sequence[Fichier]) -> str:
    noms = ", ".join(_nom_court(nom) for nom, _ in fichiers)
    return noms if len(noms) <= 250 else f"{noms[:249]}…"


def _nom_court(nom: str) -> str:
    """Le nom sans dossier ni caractère de contrôle, borné."""
    propre = re.sub(r"[\x00-\x1f\x7f\"]", "", re.split(r"[/\\]", nom)[-1]).strip() or "sans nom"
    return propre if len(propre) <= 120 else f"{propre[:100]}…{propre[-15:]}"
