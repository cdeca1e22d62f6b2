"""Les adresses des écrans que l'on ne nomme pas : la fiche d'un objet, un écran pris au registre des cartes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse

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
    return adresse_de(registre.fiches()[modele], objet.pk if cle is None else cle)


def adresse_de(nom: str, cle: Any = None) -> str:
    """L'adresse de l'écran « tranche:nom », de l'objet `cle` s'il en demande un. Celle que l'on écrit à chaque ligne
    d'un tableau : elle n'est cherchée qu'une fois, et complétée ensuite de la clé."""
    if cle is not None and not isinstance(cle, UUID):
        return reverse(nom, args=[cle])
    avant, apres = _moule(nom, get_urlconf(), get_script_prefix(), avec_cle=cle is not None)
    return avant if cle is None else f"{avant}{cle}{apres}"


@cache
def _moule(nom: str, _adresses: str | None, _prefixe: str, *, avec_cle: bool) -> tuple[str, str]:
    """L'adresse, avant et après la clé ; celle d'autres adresses ou d'un autre préfixe est un autre moule."""
    repere = UUID(int=0)
    avant, _, apres = reverse(nom, args=[repere] if avec_cle else None).partition(str(repere))
    return avant, apres


def accueil() -> str:
    """L'adresse de l'accueil, où mène aussi la connexion."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)
