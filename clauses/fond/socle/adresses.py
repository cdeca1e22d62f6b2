"""L'adresse d'un écran qui peut ne pas être installé : une tranche en montre une autre, plus haute, par son nom."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def adresse_ou_rien(nom: str, *arguments: Any) -> str:
    """L'adresse de l'écran `nom`, ou « » s'il n'existe pas ici."""
    try:
        return reverse(nom, args=arguments)
    except NoReverseMatch:
        return ""
