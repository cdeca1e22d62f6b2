"""Les adresses des écrans que l'on ne nomme pas : la fiche d'un objet, un écran pris au registre des cartes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clauses.fond.socle import registre


@dataclass(frozen=True)
class Adresse:
    """Une adresse du site. `route` : « operations/<uuid:pk>/ » ; `nom` : « tranche:nom », ou vide."""

    route: str
    nom: str
    vue: Callable[..., Any]
    motif: URLPattern


def adresses(motifs: Sequence[Any] | None = None, prefixe: str = "", espace: str = "") -> Iterator[Adresse]:
    """Toutes les adresses du site, dans l'ordre où elles sont essayées."""
    for motif in get_resolver().url_patterns if motifs is None else motifs:
        route = prefixe + str(motif.pattern)
        if isinstance(motif, URLPattern):
            yield Adresse(route, f"{espace}{motif.name}" if motif.name else "", motif.callback, motif)
        elif isinstance(motif, URLResolver):
            suite = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from adresses(motif.url_patterns, route, suite)


@cache
def droits_des_ecrans() -> dict[str, str]:
    """{« tranche:nom » : le droit que l'écran déclare}."""
    return {a.nom: a.vue.ecran_droit for a in adresses() if hasattr(a.vue, "ecran_droit")}


def droit_de(ecran: registre.Ecran) -> str:
    """Le droit qui ouvre cet écran : celui de sa carte, sinon le sien."""
    return ecran.droit or droits_des_ecrans()[ecran.adresse]


def fiche_de(objet: Model | type[Model], cle: Any = None) -> str:
    """L'adresse de la fiche de cet objet, quelle que soit la tranche qui la tient ; `fiche_de(Lot, cle)` sans l'objet.

    Lève LookupError si aucune carte ne dit où ce modèle se lit.
    """
    modele = objet._meta.label_lower
    if modele not in registre.fiches():
        raise LookupError(f"Aucune carte ne dit où se lit {modele} (Carte.fiches).")
    return reverse(registre.fiches()[modele], args=[objet.pk if cle is None else cle])


def accueil() -> str:
    """L'adresse de l'accueil, où mène aussi la connexion."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)
