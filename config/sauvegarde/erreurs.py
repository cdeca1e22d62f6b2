"""Ce qui empêche de sauvegarder ou de restaurer, en français, avec le remède."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error as ErreurDeBase

ECHEC, REFUS = 1, 2  # codes de retour : interrompu, rien de perdu ; refusé, rien n'est touché


class Refus(Exception):
    """Ce qui est demandé ne peut pas se faire ; rien n'a été touché."""


class Echec(Exception):
    """Commencé, puis interrompu ; ce qui existait est entier."""


class Inacheve(Exception):
    """La base et ses fichiers sont revenus ; un détail reste à finir."""


@contextmanager
def en_commande(suite: str) -> Iterator[None]:
    """Rend toute panne en une phrase et un code de retour. `suite` : ce qu'il en est de ce qui existait."""
    try:
        yield
    except Refus as raison:
        raise CommandError(str(raison), returncode=REFUS) from raison
    except Inacheve as raison:
        raise CommandError(str(raison), returncode=ECHEC) from raison
    except Echec as raison:
        raise CommandError(f"{raison}\n{suite}", returncode=ECHEC) from raison
    except ErreurDeBase as raison:
        raise CommandError(f"La base ne répond pas comme il faut : {raison}\n{suite}", returncode=ECHEC) from raison
    except OSError as raison:
        ou = f" ({raison.filename})" if raison.filename else ""
        texte = f"Le disque refuse{ou} : {raison.strerror or raison}. Libérez de la place ou rendez le droit d'écrire."
        raise CommandError(f"{texte}\n{suite}", returncode=ECHEC) from raison
