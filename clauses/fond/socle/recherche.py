"""Chercher et ranger les noms dans la base, sans extension de PostgreSQL : des colonnes qu'elle calcule elle-même.

Elles replient comme `noms.py`, de quelque façon que la ligne s'écrive (formulaire, COPY d'un import, UPDATE). Tout y
est immuable, et comparé par code (`COLLATE "C"`) : le même ordre sur le serveur embarqué et sur un autre.
"""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from clauses.fond.socle.noms import ACCENTS, EN_VALENT_DEUX, SIGNES, UNE_POUR_UNE, mots_cherches

__all__ = ["_SansAccents", "colonne_de_recherche", "colonne_de_tri", "contenant"]  # le premier : pour les migrations


def contenant(texte: str, *colonnes: str) -> Q:
    """Chaque mot de `texte`, dans quelque ordre que ce soit, dans l'une de ces colonnes `recherche`."""
    mots = mots_cherches(texte)
    if not mots:
        return Q(pk__in=[]) if texte.strip() else Q()
    return reduce(and_, (reduce(or_, (Q(**{f"{c}__contains": mot}) for c in colonnes)) for mot in mots))


def colonne_de_recherche(*champs: str, serres: tuple[str, ...] = ()) -> models.GeneratedField:
    """Une colonne `recherche` : les mots repliés de ces champs, puis les lettres jointes de `serres` (à défaut, du
    premier), entre deux espaces ; pour `contenant`."""
    morceaux: list[Any] = [Value(" "), _Replie(_Joints(*_separes(champs)))]
    for champ in serres or champs[:1]:
        morceaux += [Value(" "), _Serre(_texte(champ))]
    return _colonne(_Joints(*morceaux, Value(" ")), models.TextField())


def colonne_de_tri(*champs: str) -> models.GeneratedField:
    """Une colonne `tri`, comme `noms.cle_de_tri`, pour `order_by("tri", "pk")`."""
    morceaux: list[Any] = []
    for champ in champs:
        morceaux += [_Rang(_texte(champ)), Value("  ")]
    bruts = _separes(champs)[:-1]
    return _colonne(_Joints(*morceaux, *bruts), models.TextField(db_collation="C"))


def _colonne(expression: Func, sortie: models.TextField) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=sortie, db_persist=True)


def _texte(champ: str) -> Coalesce:
    return Coalesce(F(champ), Value(""))


def _separes(champs: tuple[str, ...]) -> list[Any]:
    return [morceau for champ in champs for morceau in (_texte(champ), Value(" "))]


def _en_deux(sql: str) -> str:
    for lettre, deux in EN_VALENT_DEUX.items():
        sql = f"replace({sql}, '{lettre}', '{deux}')"
    return sql


_NU = f"""regexp_replace(normalize((%(expressions)s) COLLATE "C", NFKD), '{ACCENTS}', '', 'g')"""
_LETTRES = _en_deux("translate({}, '{}', '{}')".format(_NU, *UNE_POUR_UNE))
_REPLI = f"trim(regexp_replace(lower({_LETTRES}), '{SIGNES}', ' ', 'g'))"


class _Replie(Func):
    """`noms.cle_de_texte`."""

    template = _REPLI
    output_field = models.TextField()


class _Serre(Func):
    """`noms.serrer`."""

    template = f"replace({_REPLI}, ' ', '')"
    output_field = models.TextField()


class _Rang(Func):
    """`noms.rang` : sept zéros devant chaque nombre, puis ceux de trop ôtés."""

    template = rf"regexp_replace(regexp_replace({_REPLI}, '([0-9]+)', '0000000\1', 'g'), '0*([0-9]{{8,}})', '\1', 'g')"
    output_field = models.TextField()


class _Joints(Func):
    """La concaténation par `||` : immuable, donc permise dans une colonne calculée (concat() ne l'est pas)."""

    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = models.TextField()


class _SansAccents(Func):
    """Le repli d'avant 0034, tel que les premières migrations l'écrivent."""

    template = (
        "lower(regexp_replace(normalize(replace(replace(replace(replace(%(expressions)s, 'œ', 'oe'), 'Œ', 'oe'), "
        "'æ', 'ae'), 'Æ', 'ae'), NFKD), '[\\u0300-\\u036f]', '', 'g'))"
    )
    output_field = models.TextField()
