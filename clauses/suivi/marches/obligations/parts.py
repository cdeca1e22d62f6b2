"""La part de chacun dans les heures dues : les parts font toujours le tout."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from clauses.suivi.marches.obligations.faits import FaitsDuLot
from clauses.suivi.marches.obligations.releves import MembreDuLot
from regles import engagement as regles
from regles.socle import Decision

ZERO = Decimal(0)


class Poids(NamedTuple):
    """Le poids de chacun, comment s'appelle ce partage, et ce qui, dans ces poids, n'a pas de nom."""

    siens: list[Decimal]
    selon: str
    sans_nom: Decimal = ZERO


def poids_au_jour(lu: FaitsDuLot) -> Poids:
    return _poids(lu, a_la_fin=False)


def poids_a_la_fin(lu: FaitsDuLot) -> Poids:
    """Le réel de chacun et ses prévisions ; ce qui est prévu sans nom se partage selon les parts."""
    return _poids(lu, a_la_fin=True)


def _poids(lu: FaitsDuLot, *, a_la_fin: bool) -> Poids:
    """Le poids de chacun : le sien, celui de ses sous-traitants, et sa part de ce qui n'a pas de nom."""
    membres = lu.membres or ()
    propres, selon = lu.faits.clause.propres(lu.faits, a_la_fin=a_la_fin) if lu.faits else ({}, "parts")
    parts = [m.part for m in membres]
    if not any(parts):
        parts = [Decimal(1)] * len(membres)
    siens = [sum((propres.get(str(cle), ZERO) for cle in (m.attribution_id, *m.sous_traitants)), ZERO) for m in membres]
    # Ce qui porte le nom d'une attribution annulée est, pour le partage, sans nom.
    libre = sum(propres.values(), ZERO) - sum(siens, ZERO)
    poids = [p + libre * part / sum(parts, ZERO) for p, part in zip(siens, parts, strict=True)]
    # Rien ne porte de nom : ce partage est celui des parts, et se lit mieux sur elles.
    return Poids(poids, selon, libre) if any(siens) and any(p > 0 for p in poids) else Poids(parts, "parts")


def repartir(membres: tuple[MembreDuLot, ...], decision: Decision, poids: Poids) -> regles.Repartition | None:
    if decision.valeur is None or not membres:
        return None
    nommes = tuple(regles.Membre(nom=m.nom, poids=p) for m, p in zip(membres, poids.siens, strict=True))
    return regles.repartir(decision.valeur, nommes, selon=poids.selon, sans_nom=poids.sans_nom)


def par_attribution(membres: tuple[MembreDuLot, ...], repartition: regles.Repartition | None) -> dict[UUID, Decimal]:
    if repartition is None:
        return {}
    return {m.attribution_id: part.heures for m, part in zip(membres, repartition.parts, strict=True)}
