"""Les versions de la clause d'un lot, et celle qui vaut à une date (`regles/versions.py`, décision 0017)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from clauses.suivi.marches.models import Clause
from regles.versions import Version, celle_du

# Ce qui dit ce que la clause a toujours dit, et vaut donc depuis l'origine de la version remplacée.
_CORRIGENT = (Clause.NatureChangement.RECTIFICATIF, Clause.NatureChangement.CORRECTION)


def en_versions(clauses: Iterable[Clause]) -> list[Version[Clause]]:
    """Celles d'un lot, de la première à la dernière, pour les règles."""
    return [Version(clause, clause.date_effet, clause.nature_changement in _CORRIGENT) for clause in clauses]


def clause_du(jour: date, clauses: Sequence[Clause]) -> Clause:
    """Celle qui vaut ce jour-là, de toutes celles d'un lot, dans l'ordre ; presque toujours, il n'y en a qu'une."""
    return clauses[0] if len(clauses) == 1 else celle_du(jour, en_versions(clauses))


def versions_des_lots(lots: Iterable[UUID]) -> dict[UUID, list[Clause]]:
    """{clé du lot: les versions de sa clause, dans l'ordre}, des lots qui en ont une. Une requête."""
    versions = defaultdict(list)
    for clause in Clause.objects.actifs().filter(lot_id__in=lots).order_by("lot_id", "rang"):
        versions[clause.lot_id].append(clause)
    return {cle: siennes for cle, siennes in versions.items() if siennes[-1].est_en_vigueur}
