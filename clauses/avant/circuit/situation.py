"""Où en est un dossier aujourd'hui : versions en vigueur, accords qui tiennent, remarques ouvertes, à qui de jouer.

Rien de cela n'est gardé : une version plus récente, arrivée par la rédaction, change la situation sans toucher
au dossier. Cinq requêtes, quel que soit le nombre de dossiers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clauses.avant.circuit.models import Accord, Chez, Dossier, Partie, Remarque, Tour
from clauses.avant.redaction.models import Piece, VersionDePiece
from regles.circuit import RELECTEURS

LOURDS = ("contenu", "texte")  # le DOCX et son texte ne servent pas à savoir où l'on en est


@dataclass(frozen=True)
class SituationDePiece:
    """Une pièce, sa version en vigueur (`None` : pas encore écrite), les accords qui tiennent, ceux qui sont tombés."""

    piece: Piece
    version: VersionDePiece | None
    accords: dict[str, Accord]
    tombes: dict[str, Accord]
    remarques: Sequence[Remarque]
    est_transmise: bool

    @property
    def ouvertes(self) -> list[Remarque]:
        return [r for r in self.remarques if r.etat == Remarque.Etat.OUVERTE]

    def manquants(self, parties: Iterable[str]) -> list[str]:
        return [p for p in parties if p not in self.accords]


class EtatDuDossier:
    """Ce qui se déduit d'un dossier, de ce que ses pièces sont toutes approuvées ou non, et de ses remarques.

    `etat` et `chez` sont ceux du jour, non ceux du dernier geste.
    """

    dossier: Dossier

    @property
    def est_complet(self) -> bool:
        """Toutes les parties demandées sont d'accord sur la version en vigueur de chaque pièce."""
        return all(self.tout_accorde_par(partie) for partie in self.parties)

    @property
    def parties(self) -> list[str]:
        """Les parties dont l'accord est demandé."""
        demandees = [Partie.FACILITATEUR.value, Partie.ACHETEUR.value]
        return [*demandees, Partie.JURISTE.value] if self.dossier.avec_juriste else demandees

    @property
    def accord_tombe(self) -> bool:
        """Il était accordé ; une pièce a changé depuis."""
        return self.dossier.etat == Dossier.Etat.ACCORDE and not self.est_complet

    @property
    def a_change_depuis_la_cloture(self) -> bool:
        return self.dossier.etat == Dossier.Etat.CLOS and not self.est_complet

    @property
    def etat(self) -> str:
        return Dossier.Etat.EN_REDACTION.value if self.accord_tombe else str(self.dossier.etat)

    @property
    def chez(self) -> str:
        return Chez.FACILITATEUR.value if self.accord_tombe else str(self.dossier.chez)

    @property
    def versions_du(self) -> list[datetime]:
        """L'instant de chaque version en vigueur."""
        raise NotImplementedError

    @property
    def est_tout_approuve_ici(self) -> bool:
        """Le relecteur qui a le dossier a approuvé toutes les pièces : il ne lui reste qu'à le rendre."""
        return self.chez in RELECTEURS and not self.remarques_ouvertes and self.tout_accorde_par(self.chez)

    @property
    def remarques_ouvertes(self) -> int:
        raise NotImplementedError

    def tout_accorde_par(self, partie: str) -> bool:
        """Cette partie est d'accord sur la version en vigueur de chaque pièce."""
        raise NotImplementedError

    def est_en_retard(self, jour: date) -> bool:
        echeance = self.dossier.echeance
        return self.chez != Chez.PERSONNE and echeance is not None and echeance < jour


@dataclass(frozen=True)
class Situation(EtatDuDossier):
    """Un dossier tel qu'il est aujourd'hui, pièce par pièce."""

    dossier: Dossier
    pieces: Sequence[SituationDePiece]

    @property
    def remarques_ouvertes(self) -> int:
        return sum(len(p.ouvertes) for p in self.pieces)

    def tout_accorde_par(self, partie: str) -> bool:
        return bool(self.pieces) and all(p.version and partie in p.accords for p in self.pieces)

    @property
    def en_vigueur(self) -> list[VersionDePiece]:
        return [p.version for p in self.pieces if p.version]

    @property
    def versions_du(self) -> list[datetime]:
        return [version.cree_le for version in self.en_vigueur]


def situations(dossiers: Sequence[Dossier]) -> dict[UUID, Situation]:
    """{clé du dossier: sa situation}, dans l'ordre reçu."""
    cles, marches = [d.pk for d in dossiers], [d.marche_id for d in dossiers]
    versions = versions_en_vigueur(marches)
    accords = _grouper(_avec_leur_version(Accord.objects.actifs(), "version_accordee", cles).order_by("quand", "pk"))
    remarques = _grouper(_avec_leur_version(Remarque.objects.actifs(), "version_lue", cles).order_by("cree_le", "pk"))
    vers_un_relecteur = Tour.objects.actifs().filter(dossier__in=cles, vers__in=RELECTEURS)
    transmises = set(vers_un_relecteur.order_by().values_list("versions", flat=True))
    pieces: dict[UUID, list[Piece]] = {}
    for piece in Piece.objects.actifs().filter(marche__in=marches).order_by("nature", "pk"):
        pieces.setdefault(piece.marche_id, []).append(piece)
    return {
        d.pk: Situation(
            d,
            [
                _de_piece(
                    p,
                    versions.get(p.pk),
                    accords.get((d.pk, p.pk), []),
                    remarques.get((d.pk, p.pk), []),
                    transmises,
                )
                for p in _dans_l_ordre(pieces.get(d.marche_id, []))
            ],
        )
        for d in dossiers
    }


def situation(dossier: Dossier) -> Situation:
    return situations([dossier])[dossier.pk]


def versions_en_vigueur(marches: Iterable[UUID]) -> dict[UUID, VersionDePiece]:
    """{clé de la pièce: sa dernière version non annulée}, sans le contenu ni le texte. Une requête."""
    actives = VersionDePiece.objects.actifs().filter(piece__marche__in=list(marches), piece__annule_le__isnull=True)
    dernieres = actives.defer(*LOURDS).select_related("piece").order_by("piece_id", "-rang").distinct("piece_id")
    return {version.piece_id: version for version in dernieres}


def _avec_leur_version(lignes: QuerySet[Any], champ: str, dossiers: Sequence[UUID]) -> QuerySet[Any]:
    lourds = [f"{champ}__{lourd}" for lourd in LOURDS]
    return lignes.filter(dossier__in=dossiers).select_related(champ).defer(*lourds)


def _grouper(lignes: Iterable[Any]) -> dict[tuple[UUID, UUID], list[Any]]:
    groupes: dict[tuple[UUID, UUID], list[Any]] = {}
    for ligne in lignes:
        groupes.setdefault((ligne.dossier_id, ligne.piece_id), []).append(ligne)
    return groupes


def _de_piece(
    piece: Piece,
    version: VersionDePiece | None,
    accords: Sequence[Accord],
    remarques: Sequence[Remarque],
    transmises: set[UUID],
) -> SituationDePiece:
    tiennent = {a.partie: a for a in accords if version is not None and a.version_accordee_id == version.pk}
    tombes = {a.partie: a for a in accords if a.partie not in tiennent}
    est_transmise = version is not None and version.pk in transmises
    return SituationDePiece(piece, version, tiennent, tombes, remarques, est_transmise)


def _dans_l_ordre(pieces: Iterable[Piece]) -> list[Piece]:
    """Dans l'ordre où l'on monte une consultation, qui est celui de `Piece.Nature`."""
    ordre = list(Piece.Nature.values)
    return sorted(pieces, key=lambda p: (ordre.index(p.nature), str(p.pk)))
