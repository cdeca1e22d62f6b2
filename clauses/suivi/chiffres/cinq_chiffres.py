"""Les cinq chiffres, d'un seul endroit : engagement, exigible, attendu (les règles), à décider, retenu (les lignes).

Lus pour un lot, une opération ou toutes celles d'une page, en un nombre de requêtes qui ne dépend pas d'elles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import cached_property

from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.obligations import LUS_DU_LOT, Obligation, Somme, obligations, somme
from regles.engagement import additionner
from regles.socle import Decision
from regles.trajectoire import Realisation, realisation

ZERO = Decimal(0)


@dataclass(frozen=True)
class Heures:
    """Ce que disent les lignes, en heures : `a_decider` attend une décision (dont `a_corriger`, rendu à qui l'a
    déclaré), `retenu` est validé et compte ; `dernier_mois` : le dernier dont une ligne soit écrite, quel qu'en soit
    l'état."""

    a_decider: Decimal = ZERO
    retenu: Decimal = ZERO
    a_corriger: Decimal = ZERO
    dernier_mois: date | None = None

    @classmethod
    def de(cls, somme: Mapping[str, Any]) -> "Heures":
        """D'une ligne de `LigneHeures.objects.additionnees(…)`."""
        return cls(somme["a_decider"], somme["retenu"], somme["a_corriger"], somme["dernier_mois"])

    def __add__(self, autre: "Heures") -> "Heures":
        mois = max(filter(None, (self.dernier_mois, autre.dernier_mois)), default=None)
        return Heures(
            self.a_decider + autre.a_decider,
            self.retenu + autre.retenu,
            self.a_corriger + autre.a_corriger,
            mois,
        )

    def __bool__(self) -> bool:
        return bool(self.a_decider or self.retenu)


class HeuresDues(Protocol):
    """Ce qui est dû, avec son calcul : l'obligation d'un lot, la somme d'une opération, la part d'un attributaire."""

    @property
    def engagement(self) -> Decision: ...

    @property
    def exigible(self) -> Decision: ...

    @property
    def attendu(self) -> Decision: ...


class CinqChiffres:
    """Les cinq chiffres et ce qui s'en déduit, de qui que ce soit. En heures, jamais plafonnés.

    Une décision absente ou sans valeur compte pour zéro : rien n'est dû de ce qui n'est pas dit.
    """

    heures: Heures

    @property
    def du(self) -> HeuresDues | None:
        """Ce qui est dû ; `None` sans clause."""
        raise NotImplementedError

    @property
    def engagement(self) -> Decimal:
        return _valeur(self.du.engagement if self.du else None)

    @property
    def exigible(self) -> Decimal:
        return _valeur(self.du.exigible if self.du else None)

    @property
    def attendu(self) -> Decimal:
        return _valeur(self.du.attendu if self.du else None)

    @property
    def dont_prevu(self) -> Decimal:
        """Ce qui, de l'engagement, repose sur des prévisions."""
        return getattr(self.du, "dont_prevu", ZERO)

    @property
    def est_estime(self) -> bool:
        """Ces prévisions ne tiennent qu'au montant estimé du marché."""
        return getattr(self.du, "est_estimee", False)

    @property
    def a_decider(self) -> Decimal:
        return self.heures.a_decider

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
        attendu = self.du.attendu.valeur if self.du else None
        return self.exigible if attendu is None else attendu

    @property
    def est_en_retard(self) -> bool:
        return self.retenu < self.repere

    @property
    def retard(self) -> Decimal:
        """Les heures manquantes au jour dit, 0 si l'on est à l'heure."""
        return max(ZERO, self.repere - self.retenu)


def _valeur(decision: Decision | None) -> Decimal:
    return (decision.valeur or ZERO) if decision is not None else ZERO


@dataclass(frozen=True)
class ChiffresDuLot(CinqChiffres):
    """Un lot, son obligation (`None` sans clause) et ses heures."""

    lot: Lot
    obligation: Obligation | None
    heures: Heures

    @property
    def du(self) -> Obligation | None:
        return self.obligation

    @property
    def attend_sa_clause(self) -> bool:
        """Notifié, et la clause n'est pas écrite : rien ne peut s'y compter."""
        return self.obligation is None and self.lot.marche.date_notification is not None


@dataclass(frozen=True)
class Chiffres(CinqChiffres):
    """Ceux d'une opération au `jour`, et ceux de chacun de ses lots."""

    jour: date
    lots: tuple[ChiffresDuLot, ...]

    @cached_property
    def du(self) -> Somme:
        """Les trois décisions additionnées, avec leur calcul."""
        return somme(self.obligations)

    # Les trois chiffres sans leur calcul : un accueil trie soixante opérations, et n'en montre aucun calcul.

    @cached_property
    def engagement(self) -> Decimal:
        return additionner(o.engagement for o in self.obligations)

    @cached_property
    def exigible(self) -> Decimal:
        return additionner(o.exigible for o in self.obligations)

    @cached_property
    def attendu(self) -> Decimal:
        return additionner(o.attendu for o in self.obligations)

    @property
    def repere(self) -> Decimal:
        """L'attendu : additionné, il a toujours un chiffre."""
        return self.attendu

    # Chaque lot doit ses heures : celles qu'un autre fait en plus ne les font pas (docs/decisions/0050).

    @cached_property
    def reste(self) -> Decimal:
        return sum((lot.reste for lot in self.lots), ZERO)

    @cached_property
    def retard(self) -> Decimal:
        return sum((lot.retard for lot in self.lots), ZERO)

    @property
    def est_en_retard(self) -> bool:
        return self.retard > 0

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        return tuple(lot.obligation for lot in self.lots if lot.obligation is not None)

    @cached_property
    def heures(self) -> Heures:  # type: ignore[override]
        return sum((lot.heures for lot in self.lots), Heures())


def heures_des_lots(lots: Iterable[UUID]) -> dict[UUID, Heures]:
    """{clé du lot: ses heures}, en une requête, par l'index couvrant `ligne_chiffres` ; rien d'un lot sans ligne."""
    sommes = LigneHeures.objects.actifs().filter(lot__parmi=lots).additionnees("lot_id")
    return {ligne["lot_id"]: Heures.de(ligne) for ligne in sommes}


def lots_des_operations(operations: Iterable[UUID]) -> list[Lot]:
    """Les lots actifs des marchés actifs de ces opérations, avec ce que leurs chiffres demandent. Une requête."""
    return list(
        Lot.objects.actifs()
        .filter(marche__operation__parmi=list(operations), marche__annule_le__isnull=True)
        .select_related("marche")
        .only(*LUS_DU_LOT, "marche__operation_id", "marche__objet")
        .order_by("marche__tri", "tri", "pk")
    )


def chiffres_des_lots(
    lots: Sequence[Lot], jour: date, heures: Mapping[UUID, Heures] | None = None, *, avec_parts: bool = True
) -> list[ChiffresDuLot]:
    """Les chiffres de chacun, dans leur ordre : dix requêtes au plus, quel que soit leur nombre. `heures` : celles de
    chaque lot, quand elles sont déjà lues."""
    dues = obligations(lots, jour, avec_parts=avec_parts)
    if heures is None:
        heures = heures_des_lots(lot.pk for lot in lots)
    return [ChiffresDuLot(lot, dues.get(lot.pk), heures.get(lot.pk, Heures())) for lot in lots]


def chiffres_des_operations(
    operations: Iterable[Operation], jour: date, *, avec_parts: bool = True
) -> dict[UUID, Chiffres]:
    """{clé de l'opération: ses chiffres}. Onze requêtes au plus, quel que soit le nombre d'opérations ; une de moins
    sans `avec_parts`, pour qui ne montre pas celles des attributaires."""
    par_operation: dict[UUID, list[ChiffresDuLot]] = {operation.pk: [] for operation in operations}
    for fiche in chiffres_des_lots(lots_des_operations(par_operation), jour, avec_parts=avec_parts):
        par_operation[fiche.lot.marche.operation_id].append(fiche)
    return {cle: Chiffres(jour, tuple(fiches)) for cle, fiches in par_operation.items()}
