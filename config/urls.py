"""Adresses du site : chaque tranche dit les siennes, en toutes lettres, dans son `urls.py`."""

from django.urls import URLPattern, URLResolver, include, path

from config.env import RACINE
from config.tranches import TRANCHES

handler400 = "config.corps.demande_refusee"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"clauses.{nom}.urls"))
    for nom in TRANCHES
    if (RACINE / "clauses" / nom.replace(".", "/") / "urls.py").exists()
]
