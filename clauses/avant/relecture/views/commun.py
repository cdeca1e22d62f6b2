"""Une relecture entière : ce que la fiche et les exports lisent tous deux."""

from clauses.avant.relecture.models import PieceRelue, Relecture, SuiteDeRemarque
from clauses.avant.relecture.presentation.remarques import RemarqueMontree, montrer_tout


def entiere(relecture: Relecture) -> Relecture:
    """La relecture, son lot, son marché, son opération (une requête)."""
    return Relecture.objects.select_related("lot", "marche__operation", "projet").get(pk=relecture.pk)


def lire_tout(
    relecture: Relecture,
) -> tuple[Relecture, list[PieceRelue], list[RemarqueMontree], list[SuiteDeRemarque]]:
    """(la relecture, ses pièces, ses points, ses suites), en trois requêtes."""
    relecture = entiere(relecture)
    pieces = list(relecture.pieces.actifs().order_by("rang"))
    suites = list(relecture.suites.order_by("cle"))
    return relecture, pieces, montrer_tout(relecture, pieces, {s.cle: s for s in suites}), suites
