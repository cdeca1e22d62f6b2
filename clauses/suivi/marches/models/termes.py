"""Les colonnes des termes : celles que déclarent les familles de formules, et la contrainte qui les exige.

Une famille de plus (`regles/formules/`) donne ses colonnes, ses choix et sa part de la contrainte : `makemigrations`
en écrit la migration.
"""

from typing import Any

from django.db import models

from clauses.suivi.marches.models.jalons import ChampDeJalons
from regles.formules import FAMILLES, tous_les_termes
from regles.formules.contrat import Formule
from regles.formules.termes import Nature, Terme

FORMULES = [(famille.code, famille.nom) for famille in FAMILLES.values()]


class TermesDeLaClause(models.Model):
    """Les termes de toutes les formules ; ceux d'une autre que la sienne restent à leur valeur d'avance."""

    class Meta:
        abstract = True


def colonne(terme: Terme) -> "models.Field[Any, Any]":
    """La colonne qui garde ce terme : vide tant qu'il manque, ou à sa valeur d'avance."""
    options: dict[str, Any] = {"default": terme.d_avance}
    if terme.d_avance is None:
        options = {"null": True, "blank": True}
    if terme.nature == Nature.JALONS:
        return ChampDeJalons(terme.pour_la_base, default=tuple, blank=True)
    if terme.nature == Nature.CHOIX:
        choix = [(choix.valeur, choix.libelle) for choix in terme.choix]
        longueur = max(len(valeur) for valeur, _ in choix)
        return models.CharField(terme.pour_la_base, max_length=longueur, choices=choix, **options)
    if terme.nature == Nature.ENTIER:
        return models.PositiveIntegerField(terme.pour_la_base, **options)
    return models.DecimalField(terme.pour_la_base, max_digits=terme.precision, decimal_places=2, **options)


for nom, declare in tous_les_termes().items():
    TermesDeLaClause.add_to_class(nom, colonne(declare))


def complete() -> models.Q:
    """La formule a toutes ses valeurs."""
    condition = models.Q()
    for famille in FAMILLES.values():
        condition |= models.Q(formule=famille.code, **_exigees(famille))
    return condition


def _exigees(famille: type[Formule]) -> dict[str, Any]:
    exiges = [terme for terme in famille.termes() if terme.est_exige]
    return {f"{t.nom}__gt": 0 for t in exiges if t.diviseur} | {
        f"{t.nom}__isnull": False for t in exiges if not t.diviseur
    }
