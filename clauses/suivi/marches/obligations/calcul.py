"""L'obligation d'un lot et la somme de plusieurs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.obligations.faits import FaitsDuLot, faits_des_lots
from clauses.suivi.marches.obligations.parts import par_attribution, poids_a_la_fin, poids_au_jour, repartir
from regles import engagement as regles
from regles.calendrier import dernier_du_mois, mois_de_la_periode
from regles.references import CONVENTION_MARCHE, DOCTRINE_SUIVI
from regles.socle import Decision

ZERO = Decimal(0)


@dataclass(frozen=True)
class Obligation:
    """Ce qu'un lot doit au `jour`, avec son calcul. Une valeur `None` veut dire : faits insuffisants ou
    contradictoires, le motif dit lesquels. Toutes les valeurs sont en heures."""

    lu: FaitsDuLot
    jour: date

    @property
    def lot_id(self) -> UUID:
        return self.lu.lot_id

    @property
    def nom(self) -> str:
        """« Lot 1 — Gros œuvre »."""
        return self.lu.nom

    @property
    def debut(self) -> date | None:
        return self.lu.faits.debut if self.lu.faits else None

    @property
    def fin(self) -> date | None:
        """La fin prévue, reconductions faites comprises ; la résiliation ou la réception l'avance."""
        if self.lu.faits is None:
            return None
        dates = [d for d in (self.lu.faits.dernier_jour, self.lu.faits.resilie_le) if d is not None]
        return min(dates, default=None)

    @property
    def phrase(self) -> str:
        """La formule de la clause et ses choix de lecture, en toutes lettres."""
        return self.lu.faits.clause.phrase() if self.lu.faits else self.lu.defaut

    def _selon(self, regle: Callable[[regles.FaitsEngagement, date], Decision]) -> Decision:
        if self.lu.faits is not None:
            try:
                return regle(self.lu.faits, self.jour)
            except regles.FaitsIncoherents as erreur:
                return _sans_chiffre(str(erreur))
        return _sans_chiffre(self.lu.defaut)

    @cached_property
    def engagement(self) -> Decision:
        """Les heures dues à la fin ; `dont_reel`, `dont_prevu` (prévisions) et `possible` à part."""
        return self._selon(regles.engagement)

    @cached_property
    def exigible(self) -> Decision:
        return self._selon(regles.exigible)

    @cached_property
    def attendu(self) -> Decision:
        return self._selon(regles.attendu)

    @cached_property
    def repartition_engagement(self) -> regles.Repartition | None:
        return repartir(self.lu.membres, self.engagement, *poids_a_la_fin(self.lu))

    @cached_property
    def repartition_exigible(self) -> regles.Repartition | None:
        return repartir(self.lu.membres, self.exigible, *poids_au_jour(self.lu))

    @cached_property
    def parts_engagement(self) -> dict[UUID, Decimal]:
        """{attribution: heures} ; vide si le lot n'a pas d'attributaire. La somme est l'engagement."""
        return par_attribution(self.lu.membres, self.repartition_engagement)

    @cached_property
    def parts_exigible(self) -> dict[UUID, Decimal]:
        """{attribution: heures} ; vide si le lot n'a pas d'attributaire. La somme est l'exigible."""
        return par_attribution(self.lu.membres, self.repartition_exigible)


@dataclass(frozen=True)
class Somme:
    """Les trois chiffres d'une opération : la somme exacte de ceux de ses lots."""

    engagement: Decision
    exigible: Decision
    attendu: Decision
    dont_reel: Decimal
    dont_prevu: Decimal
    possible: Decimal
    parts_engagement: dict[UUID, Decimal]
    parts_exigible: dict[UUID, Decimal]
    debut: date | None
    fin: date | None


def obligations(lots: Iterable[Lot] | QuerySet[Lot], jour: date) -> dict[UUID, Obligation]:
    """{clé du lot: ce qu'il doit au `jour`}. Un lot sans clause en vigueur n'y est pas."""
    return {cle: Obligation(lu, jour) for cle, lu in faits_des_lots(lots, jour).items()}


def somme(de: Iterable[Obligation]) -> Somme:
    """Les chiffres de plusieurs lots, additionnés ; un lot sans chiffre est nommé dans les avertissements."""
    toutes = list(de)
    debuts = [o.debut for o in toutes if o.debut is not None]
    fins = [o.fin for o in toutes if o.fin is not None]
    return Somme(
        engagement=_cumuler((o.nom, o.engagement) for o in toutes),
        exigible=_cumuler((o.nom, o.exigible) for o in toutes),
        attendu=_cumuler((o.nom, o.attendu) for o in toutes),
        dont_reel=sum((getattr(o.engagement, "dont_reel", ZERO) for o in toutes), ZERO),
        dont_prevu=sum((getattr(o.engagement, "dont_prevu", ZERO) for o in toutes), ZERO),
        possible=sum((getattr(o.engagement, "possible", ZERO) for o in toutes), ZERO),
        parts_engagement={cle: h for o in toutes for cle, h in o.parts_engagement.items()},
        parts_exigible={cle: h for o in toutes for cle, h in o.parts_exigible.items()},
        debut=min(debuts, default=None),
        fin=max(fins, default=None),
    )


def courbe_attendue(de: Iterable[Obligation], jours: Iterable[date]) -> list[tuple[date, Decimal]]:
    """La courbe prévue de ces lots, additionnée, à chacun des `jours`. Un lot sans dates n'y ajoute rien."""
    points = [_courbe_du_lot(o) for o in de]
    return [(jour, sum((point(jour) for point in points), ZERO)) for jour in jours]


def jours_de_la_courbe(de: Iterable[Obligation]) -> tuple[date, ...]:
    """Les fins de mois, du premier début à la dernière fin ; vide si aucune date n'est connue."""
    toutes = list(de)
    debuts = [o.debut for o in toutes if o.debut is not None]
    fins = [o.fin for o in toutes if o.fin is not None]
    if not debuts or not fins:
        return ()
    return tuple(dernier_du_mois(mois) for mois in mois_de_la_periode(min(debuts), max(fins)))


def _courbe_du_lot(obligation: Obligation) -> Callable[[date], Decimal]:
    """Le total ne dépend pas du point : il n'est calculé qu'une fois."""
    faits = obligation.lu.faits
    if faits is None or obligation.attendu.valeur is None:
        return lambda jour: ZERO
    vivant = replace(faits, resilie_le=None)
    total = regles.engagement(vivant).valeur or ZERO

    def point(jour: date) -> Decimal:
        if faits.resilie_le is not None and jour >= faits.resilie_le:
            return obligation.attendu.valeur or ZERO
        return regles.courbe(vivant, total, jour).valeur or ZERO

    return point


def _cumuler(decisions: Iterable[tuple[str, Decision]]) -> Decision:
    toutes = tuple(decisions)
    if not toutes:
        return Decision(valeur=ZERO, motif="Aucun lot ne porte de clause.", references=(DOCTRINE_SUIVI,))
    return regles.cumuler(toutes)


def _sans_chiffre(motif: str) -> Decision:
    return regles.DecisionHeuresDues(valeur=None, motif=motif, references=(CONVENTION_MARCHE,))
