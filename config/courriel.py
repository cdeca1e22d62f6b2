"""Le serveur de courriel, d'une seule adresse : smtp://utilisateur:motdepasse@hote:587 (chiffré), ou smtps://…:465."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
DELAI = 20  # secondes


def depuis_url(brut: str) -> dict[str, Any]:
    """Les réglages EMAIL_* de Django. Lève ValueError. `smtp` chiffre par STARTTLS, sauf « ?chiffrement=non »."""
    url = urlsplit(brut)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("attendu : smtp://utilisateur:motdepasse@hote:587 ou smtps://utilisateur:motdepasse@hote")
    chiffrement = parse_qs(url.query).get("chiffrement", ["oui"])[0]
    if chiffrement not in {"oui", "non"}:
        raise ValueError("chiffrement : oui ou non")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and chiffrement == "oui",
        "EMAIL_TIMEOUT": DELAI,
    }
