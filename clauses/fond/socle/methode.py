"""Une adresse qui n'existe que pour enregistrer un acte, ouverte comme une page : la page le dit, plutôt que rien."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


class MethodeMiddleware:
    """Le 405 que Django rend vide : un rechargement, un favori ou un retour en arrière y mènent."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        reponse = self.suite(requete)
        if isinstance(reponse, HttpResponseNotAllowed) and not reponse.content:
            page = render(requete, "socle/405.html", status=405)
            page["Allow"] = reponse["Allow"]
            return page
        return reponse
