"""Quand des lots s'exécutent : de leur début à la fin qui vaut aujourd'hui (`clauses.suivi.marches.situation`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clauses.suivi.marches.models import EvenementMarche, Lot, Marche
from clauses.suivi.marches.situation import situation


@dataclass(frozen=True)
class Periode:
    """Bornes comprises ; `None` : inconnue. `est_resiliee` : la fin est une résiliation."""

    debut: date | None
    fin: date | None
    est_resiliee: bool = False


def periodes_des_lots(lots: Iterable[Lot]) -> dict[UUID, Periode]:
    """La période de chaque lot, en une requête. Les lots viennent avec leur marché (`select_related`)."""
    connus = list(lots)
    par_marche: dict[UUID, list[EvenementMarche]] = {}
    for evenement in EvenementMarche.objects.actifs().filter(marche_id__in={lot.marche_id for lot in connus}):
        par_marche.setdefault(evenement.marche_id, []).append(evenement)
    situations = {lot.pk: situation(lot.marche, par_marche.get(lot.marche_id, []), lot) for lot in connus}
    resilies = {lot.pk for lot in connus if situations[lot.pk].resilie_le or lot.marche.etat == Marche.Etat.RESILIE}
    return {cle: Periode(ou.debut, ou.fin, cle in resilies) for cle, ou in situations.items()}
