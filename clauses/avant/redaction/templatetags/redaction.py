"""Montrer une pièce composée : les puces réunies en liste, les cases avec leur alignement."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from clauses.avant.redaction import presentation
from clauses.avant.redaction.comparaison import Bout
from clauses.avant.redaction.document import Bloc, Paragraphe, Tableau
from regles.socle import Reference

register = template.Library()
_DIFFERENCES = {"retire": (mark_safe("del"), "retiré"), "ajoute": (mark_safe("ins"), "ajouté")}


@dataclass(frozen=True)
class Groupe:
    """`genre` : « puces », « tableau » ou « paragraphes »."""

    genre: str
    blocs: Sequence[Bloc]


@dataclass(frozen=True)
class Rangee:
    cases: Sequence[tuple[str, bool]]
    est_total: bool


def _genre(bloc: Bloc) -> str:
    if isinstance(bloc, Paragraphe):
        return "puces" if bloc.est_puce else "paragraphes"
    return f"tableau {id(bloc)}"  # deux tableaux qui se suivent restent deux


@register.filter
def par_groupes(blocs: Sequence[Bloc]) -> list[Groupe]:
    return [Groupe(genre.split()[0], list(groupe)) for genre, groupe in groupby(blocs, _genre)]


@register.filter
def cases(tableau: Tableau) -> list[Rangee]:
    dernier = len(tableau.lignes) - 1
    return [
        Rangee(
            [(texte, colonne.est_nombre) for texte, colonne in zip(ligne, tableau.colonnes, strict=True)],
            tableau.a_un_total and rang == dernier,
        )
        for rang, ligne in enumerate(tableau.lignes)
    ]


@register.filter
def en_html(bout: Bout) -> str:
    """Un passage comparé, que la couleur et la voix distinguent. Les passages se touchent : aucune espace entre eux."""
    if bout.genre not in _DIFFERENCES:
        return bout.texte
    balise, mot = _DIFFERENCES[bout.genre]
    return format_html('<{0}><span class="visually-hidden">{1}\u00a0: </span>{2}</{0}>', balise, mot, bout.texte)


@register.filter
def certitude(reference: Reference) -> str:
    return presentation.certitude(reference)
