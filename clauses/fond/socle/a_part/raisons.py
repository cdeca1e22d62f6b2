"""Pourquoi une lecture à part s'est arrêtée, en une phrase et son remède."""

import logging
import signal
from collections.abc import Callable
from pathlib import PurePath

from clauses.fond.socle.a_part.limites import Limites

Refuser = Callable[[str, str, str], Exception]  # (nom du fichier, ce qui ne va pas, le remède) → ce qu'il faut lever
_DEMESURE = "Ôter ce qui est loin du tableau et les images, l'enregistrer en .csv (un tableau), ou le découper."
_ABIME = "L'ouvrir et l'enregistrer de nouveau, ou redemander le fichier à qui l'a envoyé."
_journal = logging.getLogger(__name__)


def mort(code: int, est_en_retard: bool, nom: str, refuser: Refuser, limites: Limites) -> Exception:
    """L'enfant est mort sans avoir fini : trop de calcul, trop de mémoire, ou un défaut de ce qu'il lisait."""
    if est_en_retard or -code in (signal.SIGXCPU, signal.SIGKILL):
        return trop_long(nom, refuser)
    _journal.warning("Une lecture (%s) est morte (%s).", PurePath(nom).suffix, code)
    message = f"sa lecture demande plus que les {limites.memoire} Mo permis, ou il est abîmé."
    return refuser(nom, message, _DEMESURE)


def trop_long(nom: str, refuser: Refuser) -> Exception:
    return refuser(nom, "sa lecture prenait trop de temps, et s'est arrêtée.", _DEMESURE)


def trop_lourd(nom: str, refuser: Refuser, limites: Limites) -> Exception:
    return refuser(nom, f"sa lecture demande plus que les {limites.memoire} Mo permis.", _DEMESURE)


def trop_de_rendu(nom: str, refuser: Refuser, limites: Limites) -> Exception:
    return refuser(nom, f"une fois lu, il occuperait plus de {limites.rendu} Mo.", "Le découper en plusieurs fichiers.")


def imprevue(trace: str, nom: str, refuser: Refuser) -> Exception:
    """Une faute que la lecture n'avait pas prévue : elle va au journal du site, la personne a une phrase."""
    _journal.error("Une lecture (%s) a échoué.\n%s", PurePath(nom).suffix, trace)
    return refuser(nom, "il ne peut pas être lu : il est abîmé, ou d'une forme inconnue.", _ABIME)
