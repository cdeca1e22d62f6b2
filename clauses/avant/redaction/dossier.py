"""Les pièces d'un marché, chacune avec ses versions et sa fraîcheur : ce que montrent la page et l'archive.

Un nombre fixe de requêtes, quel que soit le nombre de lots, de pièces et de versions.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch

from clauses.avant.redaction.applicables import Applicable, applicables
from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.document import Document
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.avant.redaction.peremption import Fraicheur, fraicheur
from clauses.avant.redaction.services.pieces import choix_de, variantes_de
from clauses.suivi.marches.models import Marche

Origine = VersionDePiece.Origine


@dataclass(frozen=True)
class PieceDuMarche:
    """Une nature de pièce : la pièce si elle existe, ses versions sans leur contenu, ce qu'elle dirait aujourd'hui."""

    applicable: Applicable
    piece: Piece | None = None
    versions: tuple[VersionDePiece, ...] = ()
    document: Document | None = None
    fraicheur: Fraicheur = field(default_factory=Fraicheur)

    @property
    def derniere(self) -> VersionDePiece | None:
        return self.versions[0] if self.versions else None

    @property
    def nom(self) -> str:
        return self.applicable.nom


def dossier(marche: Marche) -> list[PieceDuMarche]:
    """Les huit natures, dans l'ordre."""
    faits = lire(marche)
    choix, variantes = choix_de(marche), variantes_de(marche)
    versions = VersionDePiece.objects.actifs().defer("contenu").order_by("-rang")
    pieces = Piece.objects.actifs().filter(marche=marche).order_by("nature", "pk")
    existantes = {p.nature: p for p in pieces.prefetch_related(Prefetch("versions", queryset=versions, to_attr="lues"))}
    fiches = []
    for applicable in applicables(faits):
        piece = existantes.get(applicable.nature)
        siennes = tuple(piece.lues) if piece is not None else ()
        document = composer(applicable.nature, faits, choix, variantes) if applicable.a_lieu else None
        fiches.append(PieceDuMarche(applicable, piece, siennes, document, _fraicheur(siennes, document)))
    return fiches


def _fraicheur(versions: tuple[VersionDePiece, ...], document: Document | None) -> Fraicheur:
    if document is None:
        return Fraicheur()
    return fraicheur(next((v for v in versions if v.origine == Origine.ENGENDREE), None), document)


def dernieres(marche: Marche) -> list[UUID]:
    """La dernière version de chaque pièce du marché qui en a une. Une requête."""
    versions = VersionDePiece.objects.actifs().filter(piece__marche=marche, piece__annule_le__isnull=True)
    lignes = versions.order_by("piece_id", "-rang").distinct("piece_id")
    return list(lignes.values_list("pk", flat=True))
