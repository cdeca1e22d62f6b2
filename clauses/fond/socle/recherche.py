"""Chercher et ranger les noms dans la base, sans extension de PostgreSQL : des colonnes qu'elle calcule elle-même.

Elles replient comme `noms.py`, de quelque façon que la ligne s'écrive (formulaire, COPY d'un import, UPDATE). Tout y
est immuable, et comparé par code (`COLLATE "C"`) : le même ordre sur le serveur embarqué et sur un autre.
"""

from functools import reduce
from operator import and_, or_

from django.db import models
from django.db.models import Expression, F, Func, Q, Value
from django.db.models.functions import Coalesce

from clauses.fond.socle.noms import ACCENTS, BORD, EN_VALENT_DEUX, SIGNES, UNE_POUR_UNE, mots_cherches

__all__ = ["_SansAccents", "colonne_de_recherche", "colonne_de_tri", "contenant"]  # le premier : pour les migrations


def contenant(texte: str, *colonnes: str) -> Q:
    """Chaque mot de `texte`, dans quelque ordre que ce soit, dans l'une de ces colonnes `recherche`."""
    mots = mots_cherches(texte)
    if not mots:
        return Q(pk__in=[]) if texte.strip() else Q()
    return reduce(and_, (reduce(or_, (Q(**{f"{c}__contains": mot}) for c in colonnes)) for mot in mots))


def colonne_de_recherche(*champs: str) -> models.GeneratedField:
    """Une colonne `recherche`, pour `contenant` : les mots repliés de ces champs, puis les lettres jointes de chacun,
    entre deux espaces."""
    mots, lettres = _Mots(_joints(champs, BORD)), _Lettres(_joints(champs, BORD))
    return _colonne(_Joints(Value(" "), mots, Value(" "), lettres, Value(" ")), models.TextField())


def colonne_de_tri(*champs: str) -> models.GeneratedField:
    """Une colonne `tri`, comme `noms.cle_de_tri`, pour `order_by("tri", "pk")`."""
    cle = _Joints(_rang(_joints(champs, BORD)), Value("  "), _joints(champs, " "))
    return _colonne(cle, models.TextField(db_collation="C"))


def _rang(texte: Expression) -> Func:
    """`noms.rang`, les champs séparés de deux espaces."""
    return _Selon(_PeutCompter(texte), _Sinon(_Nombres(texte), _Replie(texte)))


def _colonne(expression: Func, sortie: models.TextField) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=sortie, db_persist=True)


def _joints(champs: tuple[str, ...], entre: str) -> Func:
    textes = [Coalesce(F(champ), Value("")) for champ in champs]
    suite = [morceau for texte in textes for morceau in (texte, Value(entre))]
    return _Joints(*suite[:-1])


def _en_deux(sql: str) -> str:
    for lettre, deux in EN_VALENT_DEUX.items():
        sql = f"replace({sql}, '{lettre}', '{deux}')"
    return sql


_NU = f"""regexp_replace(normalize((%(expressions)s) COLLATE "C", NFKD), '{ACCENTS}', '', 'g')"""
_LETTRES = _en_deux("translate({}, '{}', '{}')".format(_NU, *UNE_POUR_UNE))
_REPLI = f"trim(regexp_replace(lower({_LETTRES}), '{SIGNES}', ' ', 'g'))"


class _Replie(Func):
    template = _REPLI
    output_field = models.TextField()


class _Mots(Func):
    """`noms.cle_de_texte`."""

    template = f"replace({_REPLI}, '{BORD}', ' ')"
    output_field = models.TextField()


class _Lettres(Func):
    """`noms.serrer`, champ par champ."""

    template = f"replace(replace({_REPLI}, ' ', ''), '{BORD}', ' ')"
    output_field = models.TextField()


class _Nombres(Func):
    """`noms.rang` : sept zéros devant chaque nombre, puis ceux de trop ôtés."""

    template = rf"regexp_replace(regexp_replace({_REPLI}, '([0-9]+)', '0000000\1', 'g'), '0*([0-9]{{8,}})', '\1', 'g')"
    output_field = models.TextField()


class _PeutCompter(Func):
    """Ranger les nombres coûte autant que replier : seulement s'il peut y en avoir un."""

    template = r"(%(expressions)s) ~ '[0-9\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u218f\u2460-\uffff]'"
    output_field = models.TextField()


class _Selon(Func):
    """Si le premier, le deuxième ; sinon le troisième."""

    template = f"replace(CASE WHEN %(expressions)s END, '{BORD}', '  ')"
    arg_joiner = " THEN "
    output_field = models.TextField()


class _Sinon(Func):
    template = "%(expressions)s"
    arg_joiner = " ELSE "
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
