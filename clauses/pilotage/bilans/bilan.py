"""Un bilan, assemblé une fois : la page, le PDF et le classeur lisent le même objet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import cached_property

from clauses.pilotage.bilans.faits import Fait, faits_de_l_operation
from clauses.pilotage.bilans.repartitions import Dimension, Repartition, dimensions, repartir
from clauses.suivi.chiffres.phrases import phrase_de_l_operation
from clauses.suivi.chiffres.trajectoire import OperationSuivie
from clauses.suivi.marches.models import Operation


@dataclass(frozen=True)
class Bilan(OperationSuivie):
    """L'opération au `jour`. `publier` : les cases de moins de cinq personnes sont masquées."""

    operation: Operation
    jour: date
    publier: bool

    @cached_property
    def faits(self) -> list[Fait]:
        return faits_de_l_operation(self.operation)

    @cached_property
    def retenus(self) -> list[Fait]:
        return [fait for fait in self.faits if fait.est_retenu]

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return dimensions(self.faits, self.jour)

    @cached_property
    def repartitions(self) -> list[Repartition]:
        visibles = (d for d in self.dimensions.values() if d.code != "mois")
        return [repartir(self.faits, dimension, publier=self.publier) for dimension in visibles]

    @property
    def personnes(self) -> int:
        return len({fait.personne_id for fait in self.retenus if fait.retenues})

    @property
    def contrats(self) -> int:
        return len({fait.contrat_id for fait in self.retenus if fait.retenues})

    @property
    def heures_par_etp(self) -> Decimal:
        return self.operation.porteuse.heures_par_etp

    @property
    def etp(self) -> Decimal:
        """Les heures retenues en équivalents temps plein d'une année."""
        return self.chiffres.retenu / self.heures_par_etp

    @property
    def phrase(self) -> str:
        return phrase_de_l_operation(self.chiffres, self.trajectoire)
