"""Politique de sécurité de contenu : rien en ligne, rien d'ailleurs, sauf les tuiles d'un hôte que l'on a nommé."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

POLITIQUE: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}


def politique(tuiles: str = "") -> dict[str, Any]:
    """La politique ; avec un modèle de tuiles, les images peuvent aussi venir de son hôte, et de lui seul."""
    if not tuiles:
        return POLITIQUE
    url = urlsplit(tuiles)
    directives = POLITIQUE["DIRECTIVES"]
    return {"DIRECTIVES": {**directives, "img-src": [*directives["img-src"], f"{url.scheme}://{url.netloc}"]}}
