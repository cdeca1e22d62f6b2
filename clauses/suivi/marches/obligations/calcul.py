"""L'obligation d'un lot et la somme de plusieurs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property

from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.obligations.faits import FaitsDuLot, faits_des_lots
from clauses.suivi.marches.obligations.parts import par_attribution, poids_a_la_fin, poids_au_jour, repartir
from clauses.suivi.marches.obligations.releves import MembreDuLot
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
    def resilie_le(self) -> date | None:
        return self.lu.faits.resilie_le if self.lu.faits else None

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

    @property
    def dont_prevu(self) -> Decimal:
        return getattr(self.engagement, "dont_prevu", ZERO)

    @property
    def est_estimee(self) -> bool:
        """Ce qui est prévu ne tient qu'au montant estimé du marché : aucune pièce, aucune prévision n'est saisie."""
        return getattr(self.engagement, "est_estimee", False)

    @property
    def possible(self) -> Decimal:
        """Ce qui s'ajouterait si les options et les reconductions se faisaient toutes."""
        return getattr(self.engagement, "possible", ZERO)

    @property
    def assiette_ht(self) -> Decimal | None:
        """Les euros sur lesquels l'engagement se compte, quand sa formule en compte."""
        return getattr(self.engagement, "assiette_ht", None)

    @cached_property
    def exigible(self) -> Decision:
        return self._selon(regles.exigible)

    @cached_property
    def attendu(self) -> Decision:
        return self._selon(regles.attendu)

    @property
    def _lu_ce_jour(self) -> FaitsDuLot:
        """Sous la version de la clause qui vaut ce jour-là."""
        return replace(self.lu, faits=regles.au_jour(self.lu.faits, self.jour)) if self.lu.faits else self.lu

    @property
    def _membres(self) -> tuple[MembreDuLot, ...]:
        """Lève LookupError s'ils n'ont pas été lus : une part se taira, elle ne sera jamais fausse."""
        if self.lu.membres is None:
            raise LookupError("Les parts de ce lot n'ont pas été lues (`obligations(…, avec_parts=True)`).")
        return self.lu.membres

    @cached_property
    def repartition_engagement(self) -> regles.Repartition | None:
        return repartir(self._membres, self.engagement, poids_a_la_fin(self.lu))

    @cached_property
    def repartition_exigible(self) -> regles.Repartition | None:
        return repartir(self._membres, self.exigible, poids_au_jour(self._lu_ce_jour))

    @cached_property
    def repartition_attendu(self) -> regles.Repartition | None:
        """La courbe va vers l'engagement : elle se partage comme lui."""
        return repartir(self._membres, self.attendu, poids_a_la_fin(self._lu_ce_jour))

    @cached_property
    def parts_engagement(self) -> dict[UUID, Decimal]:
        """{attribution: heures} ; vide si le lot n'a pas d'attributaire. La somme est l'engagement."""
        return par_attribution(self.lu.membres, self.repartition_engagement)

    @cached_property
    def parts_exigible(self) -> dict[UUID, Decimal]:
        """{attribution: heures} ; vide si le lot n'a pas d'attributaire. La somme est l'exigible."""
        return par_attribution(self.lu.membres, self.repartition_exigible)

    @cached_property
    def parts_attendu(self) -> dict[UUID, Decimal]:
        """{attribution: heures} ; vide si le lot n'a pas d'attributaire, ou pas de courbe. La somme est l'attendu."""
        return par_attribution(self.lu.membres, self.repartition_attendu)


@dataclass(frozen=True)
class Somme:
    """Les trois chiffres d'une opération : la somme exacte de ceux de ses lots ; un lot sans chiffre est nommé dans
    les avertissements. Chacun n'est additionné que s'il est demandé."""

    toutes: tuple[Obligation, ...]

    @cached_property
    def engagement(self) -> Decision:
        return _cumuler((o.nom, o.engagement) for o in self.toutes)

    @cached_property
    def exigible(self) -> Decision:
        return _cumuler((o.nom, o.exigible) for o in self.toutes)

    @cached_property
    def attendu(self) -> Decision:
        return _cumuler((o.nom, o.attendu) for o in self.toutes)

    @property
    def dont_prevu(self) -> Decimal:
        return sum((o.dont_prevu for o in self.toutes), ZERO)

    @property
    def est_estimee(self) -> bool:
        return any(o.est_estimee for o in self.toutes)

    @property
    def possible(self) -> Decimal:
        return sum((o.possible for o in self.toutes), ZERO)

    @property
    def parts_engagement(self) -> dict[UUID, Decimal]:
        return {cle: h for o in self.toutes for cle, h in o.parts_engagement.items()}

    @property
    def parts_exigible(self) -> dict[UUID, Decimal]:
        return {cle: h for o in self.toutes for cle, h in o.parts_exigible.items()}

    @property
    def debut(self) -> date | None:
        return min((o.debut for o in self.toutes if o.debut is not None), default=None)

    @property
    def fin(self) -> date | None:
        return max((o.fin for o in self.toutes if o.fin is not None), default=None)


def obligations(lots: Iterable[Lot] | QuerySet[Lot], jour: date, *, avec_parts: bool = True) -> dict[UUID, Obligation]:
    """{clé du lot: ce qu'il doit au `jour`}. Un lot sans clause en vigueur n'y est pas. Sans `avec_parts`, celles des
    attributaires ne se demandent pas : une requête de moins, pour qui ne montre que des totaux."""
    return {cle: Obligation(lu, jour) for cle, lu in faits_des_lots(lots, jour, avec_parts=avec_parts).items()}


def somme(de: Iterable[Obligation]) -> Somme:
    """Les chiffres de plusieurs lots, additionnés."""
    return Somme(tuple(de))


def courbe_attendue(de: Iterable[Obligation], jours: Iterable[date]) -> list[tuple[date, Decimal]]:
    """La courbe prévue de ces lots, additionnée, à chacun des `jours`. Un lot sans dates n'y ajoute rien."""
    points = [_courbe_du_lot(o) for o in de]
    return [(jour, sum((point(jour) for point in points), ZERO)) for jour in jours]


def jours_de_la_courbe(de: Iterable[Obligation]) -> tuple[date, ...]:
    """Les fins de mois, du premier début à la dernière fin ; vide si aucune date n'est connue."""
    toutes = somme(de)
    if toutes.debut is None or toutes.fin is None:
        return ()
    return tuple(dernier_du_mois(mois) for mois in mois_de_la_periode(toutes.debut, toutes.fin))


def _courbe_du_lot(obligation: Obligation) -> Callable[[date], Decimal]:
    """Le total ne dépend que de la version qui vaut ce jour-là : il n'est calculé qu'une fois pour chacune."""
    faits = obligation.lu.faits
    if faits is None or obligation.attendu.valeur is None:
        return lambda jour: ZERO
    vivant = replace(faits, resilie_le=None)

    @cache
    def total(clause: regles.Formule) -> Decimal:
        return regles.engagement(replace(vivant, clause=clause)).valeur or ZERO

    def point(jour: date) -> Decimal:
        if faits.resilie_le is not None and jour >= faits.resilie_le:
            return obligation.attendu.valeur or ZERO
        alors = regles.au_jour(vivant, jour)
        return regles.courbe(alors, total(alors.clause), jour).valeur or ZERO

    return point


def _cumuler(decisions: Iterable[tuple[str, Decision]]) -> Decision:
    toutes = tuple(decisions)
    if not toutes:
        return Decision(valeur=ZERO, motif="Aucun lot ne porte de clause.", references=(DOCTRINE_SUIVI,))
    return regles.cumuler(toutes)


def _sans_chiffre(motif: str) -> Decision:
    return regles.DecisionHeuresDues(valeur=None, motif=motif, references=(CONVENTION_MARCHE,))
