"""Lire une pièce, l'examiner, garder ce qui en est dit ; puis comparer les pièces entre elles."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from clauses.avant.relecture.a_part import mesurer, ouvrir
from clauses.avant.relecture.attendues import attendues_du_lot, attendues_du_marche
from clauses.avant.relecture.models import PieceRelue, Relecture
from clauses.avant.relecture.natures import nature_de
from clauses.avant.relecture.remarques_gardees import cle_de, garder
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.jobs import differer, file_d_attente
from clauses.fond.socle.signature import service, service_par_etapes, signer
from lecteur.controle import ClauseAttendue, controler
from lecteur.controle.dossier import PieceComparee, comparer
from lecteur.controle.faits import faits_lus
from lecteur.documents import DocumentLu, PieceIllisible
from lecteur.extraction import extraire
from lecteur.extraction.constats import Lecture, Paragraphe, Texte

PAGES_IMMEDIATES = 60  # au-delà, un travail différé, et l'avancement à l'écran
OCTETS_IMMEDIATS = 150_000  # de texte : une cinquantaine de pages, deux secondes au pire de ce qui s'écrit
UNE_SEULE_LECTURE = "lecture-des-pieces"  # le verrou : l'autre place de la file reste aux imports et aux envois
VERSION = 2  # de la lecture : une pièce lue par une version plus ancienne se propose à relire
ENTRE_DEUX_NOUVELLES = 2.0  # secondes
SANS_NOUVELLES = timedelta(minutes=3)
Etat = PieceRelue.Etat


@service_par_etapes
def lire_piece(piece_id: UUID | str, *, par: Acteur) -> PieceRelue:
    """Lit une pièce longue, hors de la requête ; sans effet si elle est déjà lue."""
    piece = PieceRelue.objects.defer(None).select_related("relecture").get(pk=piece_id)
    if piece.etat != Etat.DEPOSEE:
        return piece
    relu = _lire(piece, piece.relecture, _suivi(piece, par))
    with signer(par):
        relecture = verrouiller(piece.relecture)
        relu.save()
        conclure(relecture)
    return relu


@service
def relire(relecture: Relecture, *, par: Acteur) -> Relecture:
    """Compare de nouveau les pièces à la clause du jour ; celles qui n'ont pas été lues le sont."""
    actuelle = verrouiller(relecture)
    for piece in actuelle.pieces.defer(None).order_by("rang"):
        piece.etat, piece.avancement = Etat.DEPOSEE, 0
        lire_ou_differer(piece, actuelle, par)
    return conclure(actuelle)


def lire_ou_differer(piece: PieceRelue, relecture: Relecture, par: Acteur) -> None:
    """Lit une pièce courte ; une longue le sera par un travail différé. À appeler depuis un service signé."""
    contenu = bytes(piece.contenu)
    try:
        pages, octets = mesurer(contenu, piece.nom_fichier)
    except PieceIllisible as refus:
        _dire_illisible(piece, refus).save()
        return
    if pages <= PAGES_IMMEDIATES and octets <= OCTETS_IMMEDIATS:
        _lire(piece, relecture, lambda fait, total: None).save()
        return
    piece.pages = pages or None
    piece.save()
    if piece.est_a_lire:
        differer(f"{__name__}.lire_piece", par=par, verrou=UNE_SEULE_LECTURE, piece_id=piece.pk)


def _lire(piece: PieceRelue, relecture: Relecture, suivre: Any) -> PieceRelue:
    try:
        document = ouvrir(bytes(piece.contenu), piece.nom_fichier, suivre)
    except PieceIllisible as refus:
        return _dire_illisible(piece, refus)
    piece.etat, piece.message, piece.pages = Etat.LUE, "", document.pages
    piece.paragraphes = [
        [p.texte, p.page, p.numero, p.dans_tableau, document.titres.get(p.numero, ""), document.lieux.get(p.numero, "")]
        for p in document.texte.paragraphes
    ]
    piece.nature = nature_de(piece.nature, document.texte)
    piece.resultat = _resultat(document, piece, attendues(relecture))
    return piece


def _dire_illisible(piece: PieceRelue, refus: PieceIllisible) -> PieceRelue:
    piece.etat, piece.message = Etat.ILLISIBLE, str(refus)
    piece.resultat, piece.paragraphes = {}, []
    return piece


def attendues(relecture: Relecture) -> tuple[ClauseAttendue, ...]:
    """La clause du lot, celles du marché, ou rien."""
    if relecture.lot is not None:
        return attendues_du_lot(relecture.lot)
    return attendues_du_marche(relecture.marche) if relecture.marche is not None else ()


def _resultat(document: DocumentLu, piece: PieceRelue, clauses: tuple[ClauseAttendue, ...]) -> dict[str, Any]:
    texte = document.texte
    lecture = extraire(texte)
    rang = str(piece.rang)
    remarques = controler(lecture, texte, nature=piece.nature, attendues=clauses)
    seule = clauses[0] if len(clauses) == 1 else None
    return {
        "version": VERSION,
        "remarques": [{**garder(r, document), "cle": cle_de(rang, r)} for r in remarques],
        "faits": [f.en_json() for f in faits_lus(lecture, texte, seule)],
        "avertissements": list(document.avertissements),
        "passages": sorted({(p.paragraphe, p.debut, p.fin) for p in lecture.citations() if p.paragraphe is not None}),
        "comparee_a": [c.lot for c in clauses],
    }


def conclure(relecture: Relecture) -> Relecture:
    """Compare les pièces entre elles et compte les points. À appeler depuis un service signé."""
    pieces = list(relecture.pieces.defer("contenu").order_by("rang"))
    lues = [p for p in pieces if p.etat == Etat.LUE]
    comparees = [PieceComparee(p.nom_fichier, lecture_de(p)) for p in lues] if len(lues) > 1 else []
    entre = [{**r.en_json(), "cle": cle_de("", r)} for r in comparer(comparees)]
    comptes = Counter(r["gravite"] for p in lues for r in p.remarques)
    comptes.update(r["gravite"] for r in entre)
    relecture.resultat = {"entre_pieces": entre, "comptes": dict(comptes)}
    relecture.relue_le = None if any(p.est_a_lire for p in pieces) else timezone.now()
    relecture.save()
    return relecture


def lecture_de(piece: PieceRelue) -> Lecture:
    """Ce que dit le texte gardé d'une pièce."""
    return extraire(texte_de(piece))


def texte_de(piece: PieceRelue) -> Texte:
    return Texte(tuple(Paragraphe(t, page, numero, bool(tab)) for t, page, numero, tab, *_ in piece.paragraphes))


@dataclass(frozen=True)
class File:
    """Où en sont des pièces à lire. `avant` : {clé: combien de lectures passent avant elle}, de celles qui attendent
    leur tour."""

    avant: Mapping[UUID, int]

    def est_sans_nouvelles(self, piece: PieceRelue) -> bool:
        """Sa lecture n'attend pas et n'avance plus : elle a été coupée, on peut la reprendre."""
        coupee = piece.est_a_lire and piece.pk not in self.avant
        return coupee and timezone.now() - piece.modifie_le > SANS_NOUVELLES


def file_de(pieces: Iterable[PieceRelue]) -> File:
    """Une requête, s'il reste une pièce à lire."""
    if not any(piece.est_a_lire for piece in pieces):
        return File({})
    travaux = file_d_attente(UNE_SEULE_LECTURE)
    commencees = {ids["piece_id"] for ids, en_cours in travaux if en_cours}
    rangs: dict[UUID, int] = {}
    for rang, (ids, _) in enumerate(travaux):
        if ids["piece_id"] not in commencees:
            rangs.setdefault(UUID(ids["piece_id"]), rang)  # demandée deux fois, la première la lit
    return File(rangs)


def _suivi(piece: PieceRelue, par: Acteur) -> Any:
    """Note l'avancement, pas plus d'une fois toutes les deux secondes."""
    derniere = [time.monotonic()]

    def suivre(fait: int, total: int) -> None:
        if time.monotonic() - derniere[0] >= ENTRE_DEUX_NOUVELLES:
            derniere[0] = time.monotonic()
            with signer(par):
                PieceRelue.objects.filter(pk=piece.pk).update(avancement=fait, pages=total, modifie_le=timezone.now())

    return suivre
