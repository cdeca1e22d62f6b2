"""Ce qu'une requête a le droit de peser, refusé par une phrase et avant d'en lire le corps.

Sans compte, presque rien : une porte publique qui reçoit un fichier dit combien (`recoit_un_fichier`). Un corps dont la
longueur n'est pas annoncée (« chunked ») est refusé : aucun navigateur n'en envoie, et Django le lirait comme vide.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MO = 1_000_000
TROP_LOURD = (
    "Votre envoi pèse plus de {limite}\u202fMo, ce que cette page ne reçoit pas.",
    "déposez les fichiers un par un, ou allégez-les (un document sans ses images, un classeur sans autre feuille).",
)
SANS_LONGUEUR = (
    "Cet envoi n'annonce pas sa longueur\u00a0: il n'a pas été lu.",
    "envoyez-le d'un navigateur, ou annoncez sa longueur (Content-Length).",
)
TROP_DE_CASES = (
    "Cette page envoie plus de cases ou de fichiers que le site n'en lit en une fois.",
    "recommencez en plusieurs fois, avec moins de lignes.",
)
MAL_FORME = (
    "La demande du navigateur ne s'est pas lue.",
    "revenir à la page précédente et recommencer ; si cela revient, vider le cache du navigateur.",
)
Phrases = tuple[str, str]


class CorpsMiddleware:
    """Juge l'annonce, une fois la vue connue et la personne reconnue, avant que quiconque n'ouvre `POST`."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        return self.suite(requete)

    def process_view(self, requete: HttpRequest, vue: Any, *_: Any) -> HttpResponse | None:
        if requete.META.get("HTTP_TRANSFER_ENCODING"):
            return _refuser(requete, 411, SANS_LONGUEUR)
        annonce = str(requete.META.get("CONTENT_LENGTH") or "0")
        pese = int(annonce) if annonce.isdecimal() and len(annonce) < 16 else None
        if pese is None:
            return _refuser(requete, 400, SANS_LONGUEUR)
        if pese <= settings.CORPS_ANONYME:  # presque toujours : sans demander qui c'est
            return None
        limite = (
            settings.CORPS_MAX if requete.user.is_authenticated else getattr(vue, "corps_max", settings.CORPS_ANONYME)
        )
        return _refuser(requete, 413, TROP_LOURD, limite) if pese > limite else None


def demande_refusee(requete: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400` : ce que Django refuse lui-même, avec ses mots à nous. Un hôte étranger n'a droit qu'à une ligne."""
    if isinstance(exception, DisallowedHost):
        return HttpResponse("Ce site ne répond pas sous ce nom.", status=400, content_type="text/plain; charset=utf-8")
    if isinstance(exception, RequestDataTooBig):
        return _refuser(requete, 413, TROP_LOURD, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return _refuser(requete, 413, TROP_DE_CASES)
    return _refuser(requete, 400, MAL_FORME)


def _refuser(requete: HttpRequest, statut: int, phrases: Phrases, limite: int = 0) -> HttpResponse:
    raison, remede = phrases
    contexte = {"numero": statut, "raison": raison.format(limite=_en_mo(limite)), "remede": remede}
    return render(requete, "400.html", contexte, status=statut)


def _en_mo(octets: int) -> str:
    return f"{octets / MO:.1f}".replace(".", ",").removesuffix(",0")
