"""À qui de jouer, et rien d'autre : ce qu'un accueil montre d'un dossier, compté par la base.

`situation` lit les pièces une à une, pour les montrer ; ici, ni pièce, ni version, ni remarque n'est lue entière.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clauses.avant.circuit.models import Accord, Dossier, Remarque
from clauses.avant.circuit.situation import EtatDuDossier
from clauses.avant.redaction.models import Piece, VersionDePiece


class PieceResumee(NamedTuple):
    """La version qui vaut (`None` : pas encore écrite) et son instant, les parties d'accord sur elle, et les remarques
    ouvertes."""

    version: UUID | None
    quand: datetime | None
    accords: Sequence[str]
    ouvertes: int


@dataclass(frozen=True)
class Resume(EtatDuDossier):
    dossier: Dossier
    pieces: Sequence[PieceResumee] = ()

    @property
    def remarques_ouvertes(self) -> int:
        return sum(piece.ouvertes for piece in self.pieces)

    def tout_accorde_par(self, partie: str) -> bool:
        return bool(self.pieces) and all(p.version and partie in p.accords for p in self.pieces)

    @property
    def versions_du(self) -> list[datetime]:
        return [piece.quand for piece in self.pieces if piece.quand is not None]


def resumes(dossiers: Sequence[Dossier]) -> list[Resume]:
    """Le résumé de chaque dossier, dans l'ordre reçu. Une requête, quel que soit leur nombre ; aucune sans dossier."""
    par_marche: dict[UUID, list[PieceResumee]] = defaultdict(list)
    for marche, *piece in _pieces(dossiers) if dossiers else ():
        par_marche[marche].append(PieceResumee(*piece))
    return [Resume(d, par_marche[d.marche_id]) for d in dossiers]


def _pieces(dossiers: Sequence[Dossier]) -> QuerySet[Any]:
    """(marché, puis ce que dit `PieceResumee`) de chaque pièce de ces dossiers."""
    versions = VersionDePiece.objects.actifs().filter(piece=OuterRef("pk")).order_by("-rang")
    accords = Accord.objects.actifs().filter(dossier__parmi=dossiers, version_accordee=OuterRef("en_vigueur"))
    ouvertes = Remarque.objects.ouvertes().filter(dossier__parmi=dossiers, piece=OuterRef("pk")).order_by()
    pieces = Piece.objects.actifs().filter(marche__parmi=[d.marche_id for d in dossiers]).order_by("marche_id", "pk")
    return pieces.annotate(
        en_vigueur=Subquery(versions.values("pk")[:1]), depuis=Subquery(versions.values("cree_le")[:1])
    ).values_list(
        "marche_id",
        "en_vigueur",
        "depuis",
        ArraySubquery(accords.order_by("partie").values("partie")),
        Coalesce(Subquery(ouvertes.values("piece").annotate(n=Count("pk")).values("n")), 0),
    )
