"""Qui compte pour qui : un sous-traitant, de tout rang, compte pour ceux qui lui ont confié les travaux."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from clauses.suivi.marches.models import Attribution

Donneurs = Mapping[UUID, UUID | None]


def donneurs_de(attributions: Iterable[Attribution]) -> Donneurs:
    """{attribution: celle dont elle est sous-traitante, ou `None` pour un attributaire direct}."""
    return {a.pk: a.donneur_id if a.role == Attribution.Role.SOUS_TRAITANT else None for a in attributions}


def chaine(attribution: UUID | None, donneurs: Donneurs) -> Iterator[UUID]:
    """L'attribution, celle qui lui confie des travaux, et ainsi jusqu'à l'attributaire direct.

    Une chaîne rompue s'arrête là où elle se rompt ; une boucle ne se parcourt qu'une fois.
    """
    vues: set[UUID] = set()
    while attribution is not None and attribution in donneurs and attribution not in vues:
        vues.add(attribution)
        yield attribution
        attribution = donneurs[attribution]
