"""D'où vient une demande : de quoi compter les essais d'un même endroit."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def endroit_de(requete: HttpRequest) -> str:
    """L'adresse du visiteur ; en IPv6, son réseau /64, qu'un abonné a tout entier. « inconnu » si elle est illisible.

    Derrière `PROXYS_DE_CONFIANCE` frontaux, elle se lit dans X-Forwarded-For, depuis la droite : chacun y ajoute celle
    de qui lui parle, et tout ce qui est plus à gauche vient du visiteur, qui écrit ce qu'il veut.
    """
    directe = requete.META.get("REMOTE_ADDR", "")
    passees = [passee.strip() for passee in requete.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    rang: int = settings.PROXYS_DE_CONFIANCE
    vue = passees[-rang] if 0 < rang <= len(passees) else directe
    return _reseau(vue) or _reseau(directe) or "inconnu"


def _reseau(brute: str) -> str:
    """L'adresse sans son port ni sa zone ; vide si ce n'en est pas une."""
    if brute.startswith("["):
        brute = brute[1:].partition("]")[0]
    elif brute.count(":") == 1:
        brute = brute.partition(":")[0]
    try:
        lue = ip_address(brute.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(lue, IPv6Address):
        return str(lue.ipv4_mapped or IPv6Network((lue, 64), strict=False))
    return str(lue)
