"""L'export du répertoire : les colonnes de l'écran, et les deux contacts qui comptent."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet

from clauses.fond.socle.exports import Export
from clauses.fond.structures.models import Contact, Structure
from clauses.fond.structures.presentation import COLONNES


def exporter_repertoire(
    structures: QuerySet[Structure], *, extrait_le: date, filtres: Sequence[str], avec_contacts: bool
) -> Export:
    """L'export de ces structures ; sans le droit sur les contacts, leurs colonnes n'y sont pas."""
    joignables = Contact.objects.actifs().order_by("tri", "pk")
    lignes = structures.prefetch_related(Prefetch("contacts", joignables, to_attr="joignables"))
    return Export(
        "Répertoire des structures",
        COLONNES,
        lignes.iterator(chunk_size=500),
        extrait_le,
        filtres=filtres,
        avec_personnelles=avec_contacts,
    )
