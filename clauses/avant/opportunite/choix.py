"""Ce que les tranches plus hautes lisent : l'instrument choisi pour un lot envisagé."""

from collections.abc import Iterable
from uuid import UUID

from clauses.avant.opportunite.models import ChoixDInstrument
from clauses.avant.projets.models import LotProjet
from regles.opportunite.recommandation import SANS_CLAUSE


def instruments_des_lots(lots: Iterable[LotProjet]) -> dict[UUID, str]:
    """{clé du lot: instrument} des lots où une clause est choisie, en une requête."""
    choix = ChoixDInstrument.objects.actifs().filter(lot_projet__in=[lot.pk for lot in lots])
    return dict(choix.exclude(instrument=SANS_CLAUSE).values_list("lot_projet_id", "instrument"))


def est_sans_clause(lot_projet: LotProjet) -> bool:
    """Le choix est fait : ce lot n'aura pas de clause."""
    return ChoixDInstrument.objects.actifs().filter(lot_projet=lot_projet, instrument=SANS_CLAUSE).exists()
