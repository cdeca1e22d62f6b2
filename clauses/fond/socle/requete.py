"""La requête telle que nos vues la reçoivent : celle de Django, et ce que les intergiciels y posent."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import lire_texte

TEXTE_MAX = 200


def texte_demande(requete: HttpRequest, nom: str = "q") -> str:
    """Ce que l'adresse dit sous ce nom, nettoyé comme une saisie : sans caractère de contrôle, dont l'octet nul que la
    base refuse."""
    return lire_texte(requete.GET.get(nom, "")[:TEXTE_MAX])


class Requete(HttpRequest):
    """`acteur` est `None` sans compte ou sans structure ; `@ecran` ne laisse passer une vue qu'avec un acteur."""

    acteur: Acteur
    appartenance: Any  # une Appartenance, tranche plus haute ; None sans compte
    appartenances: list[Any]
    invitations: list[Any]  # ses appartenances qu'elle n'a pas encore acceptées
    htmx: HtmxDetails
