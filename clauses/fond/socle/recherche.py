"""Chercher sans accents ni casse, sans extension de PostgreSQL : une colonne calculée par la base."""

import unicodedata

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce


def texte_de_recherche(texte: str) -> str:
    """La forme cherchable d'un texte, comme la colonne calculée : « Élève Çà NOËL » → « eleve ca noel »."""
    ligatures = texte.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", ligatures) if not 0x300 <= ord(c) <= 0x36F).lower()


class _SansAccents(Func):
    # Les accents partent avant la mise en minuscules : la casse de la locale C ne connaît que l'ASCII.
    template = (
        "lower(regexp_replace(normalize(replace(replace(replace(replace(%(expressions)s, 'œ', 'oe'), 'Œ', 'oe'), "
        "'æ', 'ae'), 'Æ', 'ae'), NFKD), '[\\u0300-\\u036f]', '', 'g'))"
    )
    output_field = models.TextField()


def colonne_de_recherche(*champs: str) -> models.GeneratedField:
    """Une colonne `recherche` calculée par la base d'après ces champs texte, pour `recherche__contains`."""
    morceaux: list[object] = []
    for champ in champs:
        morceaux += [Coalesce(F(champ), Value("")), Value(" ")]
    return models.GeneratedField(
        expression=_SansAccents(_Joints(*morceaux)), output_field=models.TextField(), db_persist=True
    )


class _Joints(Func):
    """La concaténation par `||` : immuable, donc permise dans une colonne calculée (concat() ne l'est pas)."""

    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = models.TextField()
