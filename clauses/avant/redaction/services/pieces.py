"""Les verbes d'une pièce : préparer, engendrer une version, déposer celle qui revient de Word.

Ce que fait une version nouvelle : elle s'ajoute, de rang suivant, et devient « la dernière ». Elle ne touche ni aux
versions d'avant, ni à leurs remarques, ni à leurs accords : un accord vaut pour la version lue, pas pour la suivante.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from clauses.avant.redaction import word
from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.document import Document
from clauses.avant.redaction.faits import Faits, lire
from clauses.avant.redaction.interdits import DU_MARCHE, RAISON, part_de_main_d_oeuvre
from clauses.avant.redaction.models import ModeleDeTexte, Piece, VersionDePiece
from clauses.avant.redaction.options import OPTIONS, POINTS
from clauses.fond.socle.acte import enregistrer, exiger_actif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Marche

Origine = VersionDePiece.Origine


@dataclass(frozen=True)
class Engendree:
    """Ce qu'a donné un engendrement : la version, et si elle est neuve (sinon rien n'a changé depuis)."""

    version: VersionDePiece
    est_neuve: bool


@service
def preparer(marche: Marche, nature: str, *, par: Acteur, options: Mapping[str, Any] | None = None) -> Piece:
    """La pièce de cette nature, créée si elle manque ; `options`, si elles sont données, remplacent les siennes."""
    _exiger_en_cours(marche)
    verrouiller(marche)  # deux personnes qui préparent la même pièce n'en font qu'une
    piece = Piece.objects.actifs().filter(marche=marche, nature=nature).first()
    if piece is None:
        piece = Piece(marche=marche, nature=nature)
        if nature not in Piece.Nature.values:
            raise RefusMetier("Cette pièce n'existe pas.")
    elif options is None:
        return piece
    return enregistrer(piece, {"options": _verifiees(nature, options or {})})


@service
def choisir(piece: Piece, options: Mapping[str, Any], *, par: Acteur, version_lue: int | None = None) -> Piece:
    """Change les choix de rédaction d'une pièce. Lève `ModifieEntreTemps` si elle a changé depuis sa lecture."""
    actuelle = prendre_ligne(piece, version_lue)
    _exiger_en_cours(actuelle.marche)
    return enregistrer(actuelle, {"options": _verifiees(actuelle.nature, options)})


def _verifiees(nature: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Les seules options de cette nature. Une somme de points fausse ou un texte interdit est refusé."""
    connues = {option.nom for option in OPTIONS.get(nature, ())}
    retenues = {nom: valeur for nom, valeur in options.items() if nom in connues}
    for nom, valeur in retenues.items():
        if isinstance(valeur, str) and (extrait := part_de_main_d_oeuvre(valeur)):
            raise RefusMetier(RAISON.format(extrait=extrait), champ=nom)
    points = [retenues[nom] for nom in POINTS if nom in retenues]
    if points and (len(points) != len(POINTS) or sum(points) != 100):
        raise RefusMetier(f"La somme des points doit faire 100\u00a0: elle fait {sum(points)}.", champ=POINTS[0])
    return retenues


@service
def engendrer(piece: Piece, *, par: Acteur) -> Engendree:
    """Écrit la pièce d'après la clause d'aujourd'hui : une version de plus, sauf si le texte n'a pas changé."""
    actuelle = prendre_ligne(piece)
    marche = actuelle.marche
    _exiger_en_cours(marche)
    return _engendrer(actuelle, composee(actuelle), _logo(marche), par)


@service
def tout_engendrer(marche: Marche, *, par: Acteur) -> list[Engendree]:
    """Engendre toutes les pièces que le marché appelle ; celles qui n'ont pas changé restent telles quelles."""
    _exiger_en_cours(marche)
    faits = lire(marche)
    natures = [a.nature for a in applicables(faits) if a.a_lieu]
    if not natures:
        raise RefusMetier("Aucune pièce à engendrer\u00a0: saisissez d'abord la clause d'un lot.")
    pieces = [preparer(marche, nature, par=par) for nature in natures]
    variantes, choix, logo = variantes_de(marche), choix_de(marche), _logo(marche)
    faites = []
    for piece in (verrouiller(p) for p in pieces):
        document = composer(piece.nature, faits, choix, variantes)
        faites.append(_engendrer(piece, document, logo, par))
    return faites


def _engendrer(piece: Piece, document: Document, logo: bytes, par: Acteur) -> Engendree:
    texte = document.en_texte()
    if extrait := part_de_main_d_oeuvre(texte):
        raise RefusMetier(DU_MARCHE.format(extrait=extrait))
    derniere = piece.versions.actifs().filter(origine=Origine.ENGENDREE).order_by("-rang").first()
    if derniere is not None and derniere.texte == texte:
        return Engendree(derniere, est_neuve=False)
    rang = _rang_suivant(piece)
    contenu = word.ecrire(document, word.Entourage(rang, timezone.localdate(), logo))
    return Engendree(
        _ajouter(
            piece, rang, Origine.ENGENDREE, nom_du_fichier(piece, rang), contenu, texte, par, faits=document.emplois
        ),
        est_neuve=True,
    )


@service
def deposer_version(
    piece: Piece, fichier: bytes, *, par: Acteur, commentaire: str = "", nom: str = ""
) -> VersionDePiece:
    """Garde un DOCX revenu de Word : vérifié (vrai DOCX, taille, sans macro), son texte tiré pour être comparé."""
    actuelle = prendre_ligne(piece)
    _exiger_en_cours(actuelle.marche)
    try:
        texte = word.lire(fichier)
    except word.FichierRefuse as refus:
        raise RefusMetier(str(refus), champ="fichier") from refus
    empreinte = hashlib.sha256(fichier).hexdigest()
    pareille = actuelle.versions.actifs().filter(empreinte=empreinte).first()
    if pareille is not None:
        raise RefusMetier(
            f"Ce fichier est exactement la version {pareille.rang}\u00a0: rien n'est ajouté.", champ="fichier"
        )
    rang = _rang_suivant(actuelle)
    nom = nom.replace("/", " ").replace("\\", " ")[-200:] or nom_du_fichier(actuelle, rang)
    return _ajouter(actuelle, rang, Origine.DEPOSEE, nom, fichier, texte, par, commentaire=commentaire)


def _ajouter(
    piece: Piece, rang: int, origine: str, nom: str, contenu: bytes, texte: str, par: Acteur, **champs: Any
) -> VersionDePiece:
    champs |= {"contenu": contenu, "empreinte": hashlib.sha256(contenu).hexdigest(), "texte": texte, "auteur": par.nom}
    return enregistrer(VersionDePiece(piece=piece, rang=rang, origine=origine, nom_fichier=nom), champs)


def _rang_suivant(piece: Piece) -> int:
    return (piece.versions.order_by("-rang").values_list("rang", flat=True).first() or 0) + 1


def _exiger_en_cours(marche: Marche) -> None:
    exiger_actif(marche, "Ce marché est annulé\u00a0: ses pièces ne se récrivent plus.")


def nom_du_fichier(piece: Piece, rang: int) -> str:
    """« 2026-trv-014_article-du-ccap_v2.docx »."""
    marche = slugify(piece.marche.reference or piece.marche.objet)[:60] or "marche"
    return f"{marche}_{slugify(piece.get_nature_display())}_v{rang}.docx"


def _logo(marche: Marche) -> bytes:
    """Le logo de la structure porteuse ; rien s'il n'y en a pas, ou si le fichier n'est plus là."""
    logo = marche.porteuse.logo
    if not logo:
        return b""
    try:
        with logo.open("rb") as flux:
            return bytes(flux.read())
    except OSError:
        return b""


def variantes_de(marche: Marche) -> dict[tuple[str, str], str]:
    """Les textes de la structure porteuse en vigueur, par (nature, section). Une requête."""
    lignes = ModeleDeTexte.objects.actifs().en_vigueur().filter(porteuse_id=marche.porteuse_id)
    return {(n, s): t for n, s, t in lignes.order_by("pk").values_list("nature", "section", "texte")}


def choix_de(marche: Marche) -> dict[str, Any]:
    """Les choix de rédaction du marché, toutes pièces réunies (leurs noms ne se recouvrent pas). Une requête."""
    choix: dict[str, Any] = {}
    for options in Piece.objects.actifs().filter(marche=marche).order_by("pk").values_list("options", flat=True):
        choix |= options
    return choix


def composee(piece: Piece, faits: Faits | None = None) -> Document:
    """La pièce telle qu'elle s'écrirait aujourd'hui."""
    marche = piece.marche
    return composer(piece.nature, faits or lire(marche), choix_de(marche), variantes_de(marche))
