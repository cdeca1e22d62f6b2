"""À qui de jouer, et rien d'autre : ce qu'un accueil montre d'un dossier, compté par la base.

`situation` lit les pièces une à une, pour les montrer ; ici, ni pièce, ni version, ni remarque n'est lue entière.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Subquery

from clauses.avant.circuit.models import Accord, Dossier, Remarque
from clauses.avant.circuit.situation import EtatDuDossier
from clauses.avant.redaction.models import Piece, VersionDePiece


@dataclass(frozen=True)
class Resume(EtatDuDossier):
    """`versions` : celle qui vaut de chaque pièce, et son instant (`None` : pas encore écrite) ; `accords` : de qui,
    version par version."""

    dossier: Dossier
    remarques_ouvertes: int = 0
    versions: Sequence[tuple[UUID | None, datetime | None]] = ()
    accords: dict[UUID, set[str]] = field(default_factory=dict)

    @property
    def est_complet(self) -> bool:
        return bool(self.versions) and all(
            version is not None and set(self.parties) <= self.accords.get(version, set())
            for version, _ in self.versions
        )

    @property
    def versions_du(self) -> list[datetime]:
        return [quand for _, quand in self.versions if quand is not None]


def resumes(dossiers: Sequence[Dossier]) -> list[Resume]:
    """Le résumé de chaque dossier, dans l'ordre reçu. Trois requêtes, quel que soit leur nombre."""
    versions, accords = _versions(dossiers), _accords(dossiers)
    remarques = Remarque.objects.ouvertes().filter(
        dossier__parmi=dossiers, piece__annule_le__isnull=True, piece__marche=F("dossier__marche")
    )
    ouvertes = dict(remarques.order_by().values_list("dossier_id").annotate(Count("pk")))
    return [Resume(d, ouvertes.get(d.pk, 0), versions.get(d.marche_id, []), accords.get(d.pk, {})) for d in dossiers]


def _versions(dossiers: Sequence[Dossier]) -> dict[UUID, list[tuple[UUID | None, datetime | None]]]:
    """{marché: la version en vigueur de chacune de ses pièces}."""
    derniere = VersionDePiece.objects.actifs().filter(piece=OuterRef("pk")).order_by("-rang")
    pieces = Piece.objects.actifs().filter(marche__parmi=[d.marche_id for d in dossiers]).order_by("marche_id", "pk")
    lues = pieces.values_list(
        "marche_id", Subquery(derniere.values("pk")[:1]), Subquery(derniere.values("cree_le")[:1])
    )
    par_marche: dict[UUID, list[tuple[UUID | None, datetime | None]]] = defaultdict(list)
    for marche, version, quand in lues:
        par_marche[marche].append((version, quand))
    return par_marche


def _accords(dossiers: Sequence[Dossier]) -> dict[UUID, dict[UUID, set[str]]]:
    """{dossier: {version: les parties d'accord}}."""
    lus = Accord.objects.actifs().filter(dossier__parmi=dossiers).order_by()
    par_dossier: dict[UUID, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for dossier, version, partie in lus.values_list("dossier_id", "version_accordee_id", "partie"):
        par_dossier[dossier][version].add(partie)
    return par_dossier
