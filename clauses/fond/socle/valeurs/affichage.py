"""Écrire les valeurs à la française : l'inverse exact des lecteurs.

Espace fine insécable (U+202F) entre les milliers et devant l'unité, virgule décimale.
`None` s'affiche « — ».
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from regles import typographie

FINE = typographie.FINE
ABSENT = "—"

Nombre = Decimal | int | float


def _exact(valeur: Nombre) -> Decimal:
    return valeur if isinstance(valeur, Decimal) else Decimal(str(valeur))


def en_nombre(valeur: Nombre | None, *, decimales: int = 2, fixes: bool = False) -> str:
    """« 1 250,5 » ; `fixes` garde les zéros de droite (« 1 250,50 »)."""
    if valeur is None:
        return ABSENT
    arrondi = _exact(valeur).quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    texte = typographie.nombre(abs(arrondi) if arrondi == 0 else arrondi)  # pas de « −0 »
    if fixes and decimales:
        entier, _, apres = texte.partition(",")
        texte = f"{entier},{apres.ljust(decimales, '0')}"
    return texte


def en_heures(valeur: Nombre | None) -> str:
    """« 1 250 h », « 7,5 h »."""
    return ABSENT if valeur is None else f"{en_nombre(valeur)}{FINE}h"


def en_euros(valeur: Nombre | None, *, centimes: bool | None = None) -> str:
    """« 1 250 € », « 1 250,50 € ». `centimes` force ou interdit les centimes ; sinon s'il y en a."""
    if valeur is None:
        return ABSENT
    if centimes is None:
        return typographie.euros(_exact(valeur))
    return f"{en_nombre(valeur, decimales=2 if centimes else 0, fixes=centimes)}{FINE}€"


def en_pourcent(valeur: Nombre | None, *, decimales: int = 1) -> str:
    """« 126,5 % ». La valeur est déjà en pour cent (126,5 et non 1,265)."""
    return ABSENT if valeur is None else f"{en_nombre(valeur, decimales=decimales)}{FINE}%"


def en_date(jour: dt.date | None) -> str:
    """« 12/10/2021 »."""
    return ABSENT if jour is None else f"{jour.day:02}/{jour.month:02}/{jour.year:04}"


def en_date_longue(jour: dt.date | None) -> str:
    """« 12 octobre 2021 », « 1er octobre 2021 »."""
    return ABSENT if jour is None else typographie.jour_en_mots(jour)


def en_mois(jour: dt.date | None) -> str:
    """« octobre 2021 »."""
    return ABSENT if jour is None else typographie.mois_en_mots(jour)


def en_siret(siret: str | None) -> str:
    """« 123 456 782 00010 » ; une valeur qui n'a pas quatorze chiffres est rendue telle quelle."""
    if not siret:
        return ABSENT
    if len(siret) != 14 or not siret.isdigit():
        return siret
    return FINE.join((siret[:3], siret[3:6], siret[6:9], siret[9:]))
