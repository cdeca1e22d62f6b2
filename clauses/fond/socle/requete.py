"""La requête telle que nos vues la reçoivent : celle de Django, et ce que les intergiciels y posent."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clauses.fond.socle.acteur import Acteur


class Requete(HttpRequest):
    """`acteur` est `None` sans compte ou sans structure ; `@ecran` ne laisse passer une vue qu'avec un acteur."""

    acteur: Acteur
    appartenance: Any  # une Appartenance, tranche plus haute ; None sans compte
    appartenances: list[Any]
    htmx: HtmxDetails
