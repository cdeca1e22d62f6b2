"""Un bilan, assemblé une fois : la page, le PDF et le classeur lisent le même objet."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.functional import cached_property

from clauses.pilotage.bilans.faits import Fait, faits_de_l_operation, presences
from clauses.pilotage.bilans.repartitions import Dimension, Repartition, dimensions, repartir, taire_les_differences
from clauses.suivi.chiffres.phrases import phrase_de_l_operation
from clauses.suivi.chiffres.trajectoire import OperationSuivie, Trajectoire
from clauses.suivi.declarations.mois_reunis import Periodes
from clauses.suivi.marches.models import Operation


@dataclass(frozen=True)
class Bilan(OperationSuivie):
    """L'opération au `jour`. `publier` : pour qui n'a pas à voir les personnes ; les cases de moins de cinq sont
    masquées, les mois de moins de cinq réunis (docs/decisions/0016 et 0048)."""

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
        tables = [repartir(self.faits, dimension, publier=self.publier) for dimension in visibles]
        return taire_les_differences(tables, self.faits) if self.publier else tables

    @cached_property
    def periodes(self) -> Periodes:
        return Periodes.des(presences(self.faits))

    @cached_property
    def trajectoire(self) -> Trajectoire:
        entiere = super().trajectoire
        return replace(entiere, reunis=self.periodes.operation) if self.publier else entiere

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
