"""Plusieurs pièces d'un même marché comparées entre elles : ce que l'une dit et que l'autre contredit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lecteur.controle.examen import FERMES, cle_de_lot, proches
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.controle.sanctions import RYTHMES
from lecteur.controle.volumes import ecrit
from lecteur.extraction.constats import Lecture, Passage, Volume
from regles.typographie import INSECABLE, euros, nombre

_SANCTIONS = {"heure": "par heure", "absence": "par absence", "transmission": "par transmission manquante"}


@dataclass(frozen=True)
class PieceComparee:
    """Une pièce du dossier : son nom de fichier et ce qu'on y a lu."""

    nom: str
    lecture: Lecture


@dataclass(frozen=True)
class Dit:
    """Une valeur, comment on l'écrit, où elle est."""

    valeur: Decimal
    ecrit: str
    passage: Passage
    piece: str
    unite: str = "heure"


def comparer(pieces: Sequence[PieceComparee]) -> tuple[Remarque, ...]:
    """Les désaccords entre pièces, puis leurs accords sur les heures. Vide s'il n'y a qu'une pièce."""
    faits: dict[str, list[Dit]] = defaultdict(list)
    for piece in pieces:
        for sujet, dit in _faits(piece):
            faits[sujet].append(dit)
    remarques = [r for sujet, dits in faits.items() for r in _comparer_un(sujet, dits)]
    return tuple(sorted(remarques, key=lambda r: r.ordre[0]))


def _faits(piece: PieceComparee) -> Iterator[tuple[str, Dit]]:
    lecture, nom = piece.lecture, piece.nom
    for v in lecture.volumes:
        if v.nature in FERMES and v.portee != "total" and v.par != "tranche_facturation":
            yield _sujet_du_volume(v), Dit(v.heures, ecrit(v), v.passage, nom, v.unite)
    for f in lecture.formules:
        lot = f" du lot {f.lot}" if f.lot else ""
        if f.heures_par_tranche is not None:
            yield f"Heures par tranche{lot}", Dit(f.heures_par_tranche, nombre(f.heures_par_tranche), f.passage, nom)
        if f.montant_tranche_ht is not None:
            yield f"Montant de la tranche{lot}", Dit(f.montant_tranche_ht, euros(f.montant_tranche_ht), f.passage, nom)
        if f.taux is not None:
            yield f"Part des heures{lot}", Dit(f.taux, f"{nombre(f.taux)}{INSECABLE}%", f.passage, nom)
    for p in lecture.penalites:
        if p.montant is not None and p.nature in _SANCTIONS:
            yield f"Pénalité {_SANCTIONS[p.nature]}", Dit(p.montant, euros(p.montant), p.passage, nom)
    for t in lecture.transmissions:
        if t.periodicite_mois is not None:
            rythme = RYTHMES.get(t.periodicite_mois, f"tous les {t.periodicite_mois} mois")
            yield "Transmission des justificatifs", Dit(Decimal(t.periodicite_mois), rythme, t.passage, nom)
    for c in lecture.criteres:
        if c.ponderation is not None:
            yield "Poids du critère", Dit(c.ponderation, f"{nombre(c.ponderation)}{INSECABLE}%", c.passage, nom)


def _sujet_du_volume(volume: Volume) -> str:
    morceaux = ["Heures"]
    if volume.lot:
        morceaux.append(f"du lot {cle_de_lot(volume.lot)}")
    morceaux += [m for m in (volume.tranche, volume.periode) if m]
    if volume.par:
        morceaux.append(f"par {volume.par}")
    return " ".join(morceaux)


def _comparer_un(sujet: str, dits: list[Dit]) -> Iterator[Remarque]:
    premier = dits[0]
    autres = [d for d in dits[1:] if d.piece != premier.piece]
    if not autres:
        return
    communes = {d.piece for d in dits}
    ecart = next((d for d in autres if not proches(d.valeur, premier.valeur, d.unite)), None)
    if ecart is None:
        yield remarque(
            "entre_pieces",
            Gravite.CONFORME,
            f"{sujet} : les pièces s'accordent",
            f"{len(communes)} pièces disent {premier.ecrit}.",
        )
    elif not any(d.piece == ecart.piece and d.valeur == premier.valeur for d in dits):
        yield remarque(
            "entre_pieces",
            Gravite.BLOQUANTE,
            f"{sujet} : deux pièces se contredisent",
            f"« {premier.piece} » dit {premier.ecrit} ; « {ecart.piece} », {ecart.ecrit}.",
            ecart.passage,
            lu=f"{premier.ecrit} ; {ecart.ecrit}",
            autre_citation=premier.passage.texte,
            a_ecrire="Écrivez la même chose dans les deux, ou renvoyez de l'une à l'autre sans répéter le chiffre.",
        )
