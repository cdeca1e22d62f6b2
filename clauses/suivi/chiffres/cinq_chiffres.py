"""Les cinq chiffres, d'un seul endroit : engagement, exigible, attendu (les règles), déclaré, retenu (les lignes).

Lus pour un lot, une opération ou toutes celles d'une page, en un nombre de requêtes qui ne dépend pas d'elles.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Sum

from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.obligations import Obligation, Somme, obligations, somme
from regles.trajectoire import Realisation, realisation

ZERO = Decimal(0)
EN_ATTENTE = (LigneHeures.Etat.SOUMISE, LigneHeures.Etat.A_CORRIGER)


@dataclass(frozen=True)
class Heures:
    """Ce que disent les lignes, en heures : `declare` attend une décision, `retenu` est validé et compte."""

    declare: Decimal = ZERO
    retenu: Decimal = ZERO

    def __add__(self, autre: "Heures") -> "Heures":
        return Heures(self.declare + autre.declare, self.retenu + autre.retenu)


@dataclass(frozen=True)
class ChiffresDuLot:
    """Un lot, son obligation (`None` sans clause) et ses heures."""

    lot: Lot
    obligation: Obligation | None
    heures: Heures

    @property
    def engagement(self) -> Decimal:
        return (self.obligation.engagement.valeur or ZERO) if self.obligation else ZERO

    @property
    def exigible(self) -> Decimal:
        return (self.obligation.exigible.valeur or ZERO) if self.obligation else ZERO

    @property
    def attendu(self) -> Decimal:
        return (self.obligation.attendu.valeur or ZERO) if self.obligation else ZERO


@dataclass(frozen=True)
class Chiffres:
    """Les cinq chiffres d'une opération au `jour`, et ceux de chacun de ses lots. En heures, jamais plafonnés."""

    jour: date
    lots: tuple[ChiffresDuLot, ...]

    @cached_property
    def du(self) -> Somme:
        """Ce qui est dû : les trois décisions additionnées, avec leur calcul."""
        return somme(lot.obligation for lot in self.lots if lot.obligation is not None)

    @cached_property
    def heures(self) -> Heures:
        return sum((lot.heures for lot in self.lots), Heures())

    @property
    def engagement(self) -> Decimal:
        return self.du.engagement.valeur or ZERO

    @property
    def exigible(self) -> Decimal:
        return self.du.exigible.valeur or ZERO

    @property
    def attendu(self) -> Decimal:
        return self.du.attendu.valeur or ZERO

    @property
    def declare(self) -> Decimal:
        return self.heures.declare

    @property
    def retenu(self) -> Decimal:
        return self.heures.retenu

    @cached_property
    def realisation(self) -> Realisation:
        """Le pourcentage de l'engagement (règle `realisation`) ; `valeur` nulle quand rien n'est dû."""
        return realisation(self.engagement, self.retenu)

    @property
    def reste(self) -> Decimal:
        return self.realisation.reste

    @property
    def repere(self) -> Decimal:
        """Où l'on devrait en être : l'attendu de la courbe, à défaut l'exigible."""
        return self.attendu if self.du.attendu.valeur is not None else self.exigible

    @property
    def est_en_retard(self) -> bool:
        return self.retenu < self.repere

    @property
    def retard(self) -> Decimal:
        """Les heures manquantes au jour dit, 0 si l'on est à l'heure."""
        return max(ZERO, self.repere - self.retenu)


def heures_des_lots(lots: Iterable[UUID]) -> dict[UUID, Heures]:
    """{clé du lot: ses heures}, en une requête, par l'index couvrant `ligne_chiffres`."""
    sommes = (
        LigneHeures.objects.actifs()
        .filter(lot_id__in=list(lots))
        .order_by()
        .values("lot_id", "etat")
        .annotate(declare=Sum("declarees"), retenu=Sum("retenues"))
    )
    resultat: dict[UUID, Heures] = defaultdict(Heures)
    for ligne in sommes:
        en_attente = ligne["etat"] in EN_ATTENTE
        validee = ligne["etat"] == LigneHeures.Etat.VALIDEE
        resultat[ligne["lot_id"]] += Heures(
            declare=ligne["declare"] if en_attente else ZERO, retenu=ligne["retenu"] if validee else ZERO
        )
    return resultat


def chiffres_des_operations(operations: Iterable[Operation], jour: date) -> dict[UUID, Chiffres]:
    """{clé de l'opération: ses chiffres}. Dix requêtes au plus, quel que soit le nombre d'opérations."""
    cles = [operation.pk for operation in operations]
    lots = list(
        Lot.objects.actifs()
        .filter(marche__operation_id__in=cles, marche__annule_le__isnull=True)
        .select_related("marche")
        .order_by("marche__objet", "numero", "pk")
    )
    dues = obligations(lots, jour)
    heures = heures_des_lots(lot.pk for lot in lots)
    par_operation: dict[UUID, list[ChiffresDuLot]] = {cle: [] for cle in cles}
    for lot in lots:
        fiche = ChiffresDuLot(lot, dues.get(lot.pk), heures.get(lot.pk, Heures()))
        par_operation[lot.marche.operation_id].append(fiche)
    return {cle: Chiffres(jour, tuple(fiches)) for cle, fiches in par_operation.items()}


def chiffres_de_l_operation(operation: Operation, jour: date) -> Chiffres:
    return chiffres_des_operations([operation], jour)[operation.pk]
