"""Une page d'une liste et le nombre de ses lignes, en une requête : le tri les a déjà toutes lues."""

import re
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

_NUMERO = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


def feuilleter(lignes: QuerySet[Any], par_page: int, numero: str | None) -> Page:
    """Ce que rend `Paginator(lignes, par_page).get_page(numero)`, pour une liste dont le tri ne suit pas un index : la
    base la parcourt entière de toute façon, et la compter à part la ferait parcourir deux fois."""
    feuillets = Paginator(lignes, par_page)
    if not _NUMERO.fullmatch(demandee := numero or "1"):
        return feuillets.get_page(numero)
    debut = (int(demandee) - 1) * par_page
    lues = list(lignes.annotate(combien=Window(Count("*")))[debut : debut + par_page])
    if not lues:
        return feuillets.get_page(numero)
    feuillets.__dict__["count"] = lues[0].combien  # une propriété qui se souvient : la voilà sue
    return Page(lues, int(demandee), feuillets)
