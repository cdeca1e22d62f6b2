"""Les colonnes de texte du métier : elles refusent un numéro de sécurité sociale (NIR) par leur type.

Le refus vaut pour tout chemin vers la base : `full_clean` (le champ du formulaire est montré), `save`,
`bulk_create`, `bulk_update`, `update`. Un test de cohérence vérifie qu'aucune colonne de texte n'y échappe
sans dire pourquoi. Le NIR ne sert qu'aux organismes que le décret n° 2019-341 du 19 avril 2019 énumère ;
la clause sociale n'y est pas.

Pour les migrations, chacune est le champ de Django dont elle descend : la base ne change pas.
"""

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.valeurs import REFUS_DU_NIR, contient_nir, masquer_nir, porte_un_inecrivable, sans_inecrivables

INECRIVABLE = "Ce texte contient un caractère invisible qu'aucun document ne sait écrire\u00a0: retapez-le à la main."


def textes_de(valeur: Any) -> Iterator[str]:
    """Les textes d'une valeur, quelle que soit sa profondeur (clés comprises)."""
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for cle, contenu in valeur.items():
            yield from textes_de(cle)
            yield from textes_de(contenu)
    elif isinstance(valeur, list | tuple):
        for contenu in valeur:
            yield from textes_de(contenu)


def refuser_le_nir(valeur: Any) -> None:
    """Lève ValidationError si l'un des textes de `valeur` porte un numéro de sécurité sociale."""
    if any(contient_nir(texte) for texte in textes_de(valeur)):
        raise ValidationError(REFUS_DU_NIR, code="nir")


def refuser_l_inecrivable(valeur: Any) -> None:
    """Lève ValidationError pour un caractère de contrôle, ou un autre qu'aucun document ne sait écrire."""
    if any(porte_un_inecrivable(texte) for texte in textes_de(valeur)):
        raise ValidationError(INECRIVABLE, code="inecrivable")


_REFUS: list[Callable[[Any], None]] = [refuser_le_nir, refuser_l_inecrivable]


class SansNir(models.Field):
    """À placer devant un champ de Django."""

    default_validators: list[Callable[[Any], None]] = _REFUS

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        try:
            for refuser in _REFUS:
                refuser(value)
        except ValidationError as refus:
            raise RefusMetier(str(refus.message), champ=self.name) from refus
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        nom, _, args, kwargs = super().deconstruct()
        django = next(c for c in type(self).__mro__ if c.__module__.startswith("django."))
        paquet = "django.contrib.postgres.fields" if django is ArrayField else "django.db.models"
        return nom, f"{paquet}.{django.__name__}", args, kwargs


class FichierDepose(SansNir, models.FileField):
    """Un fichier déposé : le logiciel le nomme, seule l'extension vient de la personne."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(str(value or ""), connection)  # le nom, une fois le fichier rangé

    def generate_filename(self, instance: models.Model, filename: str | PathLike[str]) -> str:
        return super().generate_filename(instance, f"{uuid4()}{PurePath(filename).suffix.lower()}")


class TexteCourt(SansNir, models.CharField):
    """Une ligne."""

    default_validators = [*models.CharField.default_validators, *_REFUS]


class TexteLong(SansNir, models.TextField):
    """Plusieurs lignes."""


class Courriel(SansNir, models.EmailField):
    """Une adresse de courriel."""

    default_validators = [*models.EmailField.default_validators, *_REFUS]


class AdresseWeb(SansNir, models.URLField):
    """Une adresse de site."""

    default_validators = [*models.URLField.default_validators, *_REFUS]


class Liste(SansNir, ArrayField):
    """Une liste de textes courts (des codes, le plus souvent)."""

    default_validators = [*ArrayField.default_validators, *_REFUS]


class Donnees(SansNir, models.JSONField):
    """Des données gardées en JSON : chacun de leurs textes est lu."""


class DonneesLues(models.JSONField):
    """Ce que le logiciel garde d'un fichier venu du dehors (rapport, texte lu) : il ne l'a pas choisi,
    et ne refuse donc pas tout le fichier ; le numéro y est masqué, chiffre à chiffre, avant d'être écrit."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(masquer(value), connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        nom, _, args, kwargs = super().deconstruct()
        return nom, "django.db.models.JSONField", args, kwargs


def masquer(valeur: Any) -> Any:
    """La même valeur, dont chaque texte a perdu ses numéros de sécurité sociale et ce qui ne s'écrit pas."""
    if isinstance(valeur, str):
        return sans_inecrivables(masquer_nir(valeur))
    if isinstance(valeur, list | tuple):  # le rapport d'un gros fichier : des centaines de milliers de nombres
        return [contenu if not contenu or type(contenu) is int else masquer(contenu) for contenu in valeur]
    return {masquer(cle): masquer(contenu) for cle, contenu in valeur.items()} if isinstance(valeur, dict) else valeur
