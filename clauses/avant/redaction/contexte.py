"""Ce qu'un texte peut lire : les faits du marché et les choix de rédaction, sous une même main."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.avant.redaction.faits import (
    AVEC_CONDITION,
    AVEC_CRITERE,
    RESERVES,
    Faits,
    FaitsDuLot,
    nommer_les_lots,
    par_lots,
)
from clauses.fond.socle.valeurs import en_euros, en_nombre
from clauses.suivi.marches.models import Clause
from regles.ccag import Ccag, ccag_cite
from regles.typographie import FINE, INSECABLE, accorder


@dataclass(frozen=True)
class Contexte:
    faits: Faits
    options: dict[str, Any]

    @property
    def lots(self) -> tuple[FaitsDuLot, ...]:
        """Les lots sous clause."""
        return self.faits.clauses

    @property
    def condition(self) -> tuple[FaitsDuLot, ...]:
        return self.faits.de(*AVEC_CONDITION)

    @property
    def critere(self) -> tuple[FaitsDuLot, ...]:
        return self.faits.de(*AVEC_CRITERE)

    @property
    def reserves(self) -> tuple[FaitsDuLot, ...]:
        return self.faits.de(*RESERVES)

    @property
    def insertion(self) -> tuple[FaitsDuLot, ...]:
        return self.faits.de(Clause.Instrument.MARCHE_INSERTION)

    def ou(self, lots: Sequence[FaitsDuLot]) -> str:
        """« le marché », ou les lots nommés quand le marché est alloti ; « » s'il n'y en a pas."""
        if not lots:
            return ""
        return nommer_les_lots(lots) if self.faits.est_alloti else "le marché"

    def montant(self, champ: str, unite: str = "") -> str:
        """« 60 € » (et son unité), par groupes de lots s'ils diffèrent ; « » si la clause n'en prévoit nulle part."""
        if not any(getattr(lot.clause, champ) for lot in self.lots):
            return ""
        return par_lots(self.lots, lambda lot: f"{en_euros(getattr(lot.clause, champ))}{unite}")

    def mois(self, champ: str) -> str:
        return par_lots(self.lots, lambda lot: f"{getattr(lot.clause, champ)}{INSECABLE}mois")

    def jours(self, option: str) -> str:
        return accorder(int(self.options[option]), "jour")

    def ccag(self) -> Ccag | None:
        """Celui que vise le marché, si l'on connaît son article d'insertion."""
        vise = ccag_cite(self.faits.marche.ccag)
        return vise if vise and vise.article else None

    def ponderation(self) -> str:
        """« 10 % », par groupes de lots s'ils diffèrent ; « » tant qu'un lot n'a pas le sien."""
        if not self.critere or any(lot.clause.ponderation_critere is None for lot in self.critere):
            return ""
        return par_lots(self.critere, lambda lot: pour_cent(lot.clause.ponderation_critere))


def pour_cent(valeur: Decimal | None) -> str:
    return "" if valeur is None else f"{en_nombre(valeur)}{FINE}%"
