"""Ce que rend une formule : des heures dues, et ce qui en revient à chacun."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from regles.formules.faits import ZERO
from regles.socle import Decision


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


class Propres(NamedTuple):
    """Ce qui revient à chacun, par attributaire (`None` : à tous), et comment s'appelle ce partage."""

    sommes: dict[str | None, Decimal]
    selon: str
