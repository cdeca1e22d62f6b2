"""La part d'un attributaire direct, telle qu'il la lit : sans rien dire des autres."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import cached_property

from clauses.suivi.marches.obligations.calcul import Obligation
from regles.socle import Decision, LigneDeCalcul

_MOTIF = (
    "Votre part des heures du lot. Elle suit votre facturation quand la clause est en tranches de facturation, "
    "sinon votre part du marché."
)


@dataclass(frozen=True)
class PartDue:
    """Ni leurs noms, ni leurs montants, ni le total. Une valeur `None` : le lot n'a pas de chiffre."""

    obligation: Obligation
    attribution_id: UUID

    @cached_property
    def engagement(self) -> Decision:
        return self._part(self.obligation.engagement, self.obligation.parts_engagement)

    @cached_property
    def exigible(self) -> Decision:
        return self._part(self.obligation.exigible, self.obligation.parts_exigible)

    @cached_property
    def attendu(self) -> Decision:
        return self._part(self.obligation.attendu, self.obligation.parts_attendu)

    def _part(self, tout: Decision, parts: Mapping[UUID, Decimal]) -> Decision:
        heures = parts.get(self.attribution_id)
        detail = () if heures is None else (LigneDeCalcul("Votre part", "", heures),)
        return Decision(valeur=heures, motif=_MOTIF, references=tout.references, detail=detail)
