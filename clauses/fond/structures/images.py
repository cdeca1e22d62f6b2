"""La nature d'une image d'après ses premiers octets : le nom d'un fichier ne prouve rien."""

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def nature_de_l_image(debut: bytes) -> str:
    """« image/png », « image/jpeg », ou rien."""
    return next((nature for signature, nature in _SIGNATURES.items() if debut.startswith(signature)), "")
