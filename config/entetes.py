"""Les en-têtes de toute réponse, en un endroit : rien de privé ne reste dans un cache, aucun capteur ne s'ouvre.

Une page publique, un fichier statique se gardent ; ce qui est rendu à une personne connectée (page, document, fragment)
ne se garde nulle part, même s'il s'agit d'une erreur. Une vue peut dire mieux : le logo, adressé par version.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

JAMAIS_GARDE = "private, no-store"
# Tout ce que le site n'emploie pas, refusé aussi à ce qui s'y glisserait.
PERMISSIONS = ", ".join(
    f"{capteur}=()"
    for capteur in (
        "accelerometer", "bluetooth", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
        "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb",
    )
)  # fmt: skip  # une liste


class EntetesMiddleware:
    """Le plus au dehors : il voit passer toutes les réponses, refus compris."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponseBase:
        reponse = self.suite(requete)
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        reponse.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        personne = getattr(requete, "user", None)  # absente d'un fichier statique
        if personne is not None and personne.is_authenticated:
            reponse.headers.setdefault("Cache-Control", JAMAIS_GARDE)
        return reponse
