"""Ce que rend une formule : des heures dues, à quelles échéances, et ce qui en revient à chacun."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from regles.formules.faits import ZERO
from regles.socle import Decision
from regles.typographie import heures


@dataclass(frozen=True, kw_only=True)
class DecisionHeuresDues(Decision):
    """`valeur` = `dont_reel` + `dont_prevu` ; `possible` (options, reconductions à venir) n'y est pas. `assiette_ht` :
    les euros sur lesquels `valeur` se compte, quand la formule en compte ; `est_estimee` : `dont_prevu` ne tient qu'au
    montant estimé du marché."""

    dont_reel: Decimal = ZERO
    dont_prevu: Decimal = ZERO
    possible: Decimal = ZERO
    seuil_atteint: bool | None = None
    tranches_comptees: Decimal | None = None
    assiette_ht: Decimal | None = None
    est_estimee: bool = False
    resilie: bool = False


class Echeance(NamedTuple):
    """Les heures dues en tout, depuis le début, à cette date comprise ; `le` : `None` tant qu'elle n'est pas connue.
    `calcul` : d'où viennent ces heures, quand elles ne sont pas écrites."""

    le: date | None
    heures: Decimal
    calcul: str = ""

    @property
    def dit(self) -> str:
        """« 30 % × 4 500 h = 1 350 h », ou « 1 000 h »."""
        return f"{self.calcul} = {heures(self.heures)}" if self.calcul else heures(self.heures)


class Propres(NamedTuple):
    """Ce qui revient à chacun, par attributaire (`None` : à tous), et comment s'appelle ce partage."""

    sommes: dict[str | None, Decimal]
    selon: str
