"""La force d'un mot de passe seul : recommandation de la CNIL (délibération n° 2022-100 du 21 juillet 2022).

Quand le mot de passe est le seul facteur, la CNIL demande 80 bits d'entropie et donne trois exemples, repris ici :

- douze caractères au moins, mêlant majuscules, minuscules, chiffres et caractères spéciaux ;
- quatorze caractères au moins, de trois de ces quatre sortes ;
- une phrase de passe d'au moins sept mots.

Les essais sont en outre ralentis (`essais.py`). Elle ne demande plus de renouvellement périodique : il n'y en a pas.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError

from regles.typographie import accorder, enumerer

MOTS = 7
_MOT = re.compile(r"[^\W\d_]{2,}")
_SORTES = (
    ("une majuscule", str.isupper),
    ("une minuscule", str.islower),
    ("un chiffre", str.isdigit),
    ("un caractère spécial (par exemple !\u00a0?\u00a0-\u00a0/\u00a0€)", lambda c: not c.isalnum()),
)
AIDE = (
    "Au moins 12 caractères mêlant majuscules, minuscules, chiffres et caractères spéciaux\u202f; "
    "ou 14 caractères de trois de ces sortes\u202f; ou une phrase d'au moins sept mots."
)


def mots_differents(mot_de_passe: str) -> int:
    """Les mots d'au moins deux lettres, répétitions non comprises."""
    return len({mot.casefold() for mot in _MOT.findall(mot_de_passe)})


def sortes_absentes(mot_de_passe: str) -> list[str]:
    """Les sortes de caractères qui manquent, en mots."""
    return [nom for nom, est in _SORTES if not any(est(c) for c in mot_de_passe)]


def manque(mot_de_passe: str) -> str:
    """Ce qui manque à ce mot de passe, en une phrase ; vide s'il suffit."""
    longueur, absentes = len(mot_de_passe), sortes_absentes(mot_de_passe)
    if mots_differents(mot_de_passe) >= MOTS:
        return ""
    if (longueur >= 12 and not absentes) or (longueur >= 14 and len(absentes) <= 1):
        return ""
    if longueur < 12:
        aussi = f"\u202f; il manque aussi {enumerer(absentes)}" if absentes else ""
        return f"Il manque {_en_plus(12 - longueur)}{aussi}."
    if longueur < 14:
        autrement = f", ou {_en_plus(14 - longueur)}" if len(absentes) == 1 else ""
        return f"Il manque {enumerer(absentes)}{autrement}."
    if len(absentes) == 2:
        return f"Il manque {enumerer(absentes, 'ou')}."
    return f"Il manque deux de ces sortes de caractères\u00a0: {enumerer(absentes)}."


def _en_plus(nombre: int) -> str:
    return f"{accorder(nombre, 'caractère')} de plus"


class ExigenceCnil:
    """Le validateur de Django (`AUTH_PASSWORD_VALIDATORS`)."""

    def validate(self, password: str, user: Any = None) -> None:
        if raison := manque(password):
            raise ValidationError(f"Ce mot de passe est trop faible. {raison}", code="mot_de_passe_faible")

    def get_help_text(self) -> str:
        return AIDE
