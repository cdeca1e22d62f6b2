"""Le registre en classeur et en CSV : les colonnes de l'écran, et ce qu'un contrôle demande de plus."""

from collections.abc import Iterable, Sequence
from datetime import date

from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.presentation.registre import COLONNES
from clauses.fond.socle.exports import Export


def exporter_registre(lignes: Iterable[MarcheSansClause], *, extrait_le: date, filtres: Sequence[str]) -> Export:
    """Une ligne par inscription, dans l'ordre reçu."""
    return Export(
        "Registre des marchés sans clause sociale",
        COLONNES,
        lignes,
        extrait_le,
        filtres=filtres,
        legende=["Le seuil est celui qui valait au jour du lancement, pour la catégorie d'acheteur et d'achat."],
    )
