"""Un enregistrement du fichier, tel que lu, et sa place parmi les publications du même marché."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from clauses.fond.socle.valeurs import CelluleInvalide, lire_date

from . import champs
from .colonnes import Brut, est_rien, lister
from .evolutions import CLES_MODIFICATION


@dataclass(frozen=True)
class Enregistrement:
    """Un enregistrement du fichier, à son rang, sous des noms de champ uniques. `publie` : ce que le fichier écrit,
    gardé pour qui relit (`relire`)."""

    rang: int
    champs: Brut
    anomalie: str | None = None
    publie: Mapping[str, object] = field(default_factory=dict)


def titulaires_de(brut: Brut) -> list[dict[str, object]]:
    return brut["titulaires"]  # type: ignore[return-value]


def date_lue(valeur: object) -> dt.date:
    """La date, ou la plus ancienne qui soit quand rien n'en est lisible."""
    try:
        return (None if est_rien(valeur) else lire_date(valeur)) or dt.date.min
    except CelluleInvalide:
        return dt.date.min


def anciennete(enregistrement: Enregistrement) -> tuple[bool, dt.date, dt.date, int]:
    """Rang d'une publication : données dites actuelles, puis dernier avenant ou date, puis place."""
    brut = enregistrement.champs
    avenants = lister(brut.get("modifications"), CLES_MODIFICATION)
    dernier = max(
        (date_lue(a.get("datepublicationdonneesmodification") or a.get("publication")) for a in avenants),
        default=dt.date.min,
    )
    actuelles = champs.oui_non(brut.get("donnees_actuelles")) is not False
    return actuelles, max(dernier, date_lue(brut.get("date_publication"))), dernier, enregistrement.rang
