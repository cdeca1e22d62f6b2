"""Le texte d'une pièce, les passages de la clause surlignés."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from clauses.avant.relecture.models import PieceRelue


@dataclass(frozen=True)
class ParagrapheMontre:
    """`page` n'est dite qu'au premier paragraphe de chaque page."""

    numero: int
    html: SafeString
    page: int | None
    est_titre: bool
    est_tableau: bool
    lieu: str


def montrer_texte(piece: PieceRelue, paragraphes: Sequence[Sequence[Any]]) -> list[ParagrapheMontre]:
    """Les paragraphes donnés (une page de la liste), chacun avec ses passages marqués."""
    marques: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for numero, debut, fin in piece.resultat.get("passages", []):
        marques[numero].append((debut, fin))
    sortie, derniere = [], None
    for texte, page, numero, est_tableau, titre, lieu in paragraphes:
        neuve = page if page is not None and page != derniere else None
        derniere = page if page is not None else derniere
        html = surligner(texte, marques[numero])
        sortie.append(ParagrapheMontre(numero, html, neuve, titre == texte, bool(est_tableau), lieu))
    return sortie


def surligner(texte: str, passages: Sequence[tuple[int, int]]) -> SafeString:
    """Le texte échappé, chaque passage entre `<mark>` ; des passages qui se chevauchent n'en font qu'un."""
    morceaux, place = [], 0
    for debut, fin in _reunir(passages, len(texte)):
        morceaux.append(conditional_escape(texte[place:debut]))
        morceaux.append(mark_safe(f"<mark>{conditional_escape(texte[debut:fin])}</mark>"))
        place = fin
    morceaux.append(conditional_escape(texte[place:]))
    return mark_safe("".join(morceaux))


def _reunir(passages: Sequence[tuple[int, int]], longueur: int) -> list[tuple[int, int]]:
    reunis: list[tuple[int, int]] = []
    for debut, fin in sorted((max(0, d), min(f, longueur)) for d, f in passages if d < longueur and f > d):
        if reunis and debut <= reunis[-1][1]:
            reunis[-1] = (reunis[-1][0], max(fin, reunis[-1][1]))
        else:
            reunis.append((debut, fin))
    return reunis
