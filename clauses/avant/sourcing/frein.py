"""Ralentir qui insiste sur la page publique. Le compte est dans la base : tous les processus du site le partagent."""

import hashlib

from django.core.cache import cache


def est_freine(geste: str, qui: str, *, au_plus: int, secondes: int) -> bool:
    """Compte ce geste ; vrai au-delà de `au_plus` dans la fenêtre de `secondes` commencée au premier."""
    cle = f"frein:{geste}:{hashlib.sha256(qui.encode()).hexdigest()[:32]}"
    if cache.add(cle, 1, secondes):
        return False
    try:
        return bool(cache.incr(cle) > au_plus)
    except ValueError:  # la fenêtre s'est fermée entre les deux
        return False
