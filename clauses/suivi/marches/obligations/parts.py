"""La part de chacun dans les heures dues : les parts font toujours le tout."""

from decimal import Decimal
from uuid import UUID

from clauses.suivi.marches.obligations.faits import FaitsDuLot
from clauses.suivi.marches.obligations.releves import MembreDuLot
from regles import engagement as regles
from regles.socle import Decision

ZERO = Decimal(0)


def poids_au_jour(lu: FaitsDuLot) -> tuple[list[Decimal], str]:
    return _poids(lu, a_la_fin=False)


def poids_a_la_fin(lu: FaitsDuLot) -> tuple[list[Decimal], str]:
    """Le réel de chacun et ses prévisions ; ce qui est prévu sans nom se partage selon les parts."""
    return _poids(lu, a_la_fin=True)


def _poids(lu: FaitsDuLot, *, a_la_fin: bool) -> tuple[list[Decimal], str]:
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
    return (poids, selon) if any(p > 0 for p in poids) else (parts, "parts")


def repartir(
    membres: tuple[MembreDuLot, ...], decision: Decision, poids: list[Decimal], selon: str
) -> regles.Repartition | None:
    if decision.valeur is None or not membres:
        return None
    nommes = tuple(regles.Membre(nom=m.nom, poids=p) for m, p in zip(membres, poids, strict=True))
    return regles.repartir(decision.valeur, nommes, selon=selon)


def par_attribution(membres: tuple[MembreDuLot, ...], repartition: regles.Repartition | None) -> dict[UUID, Decimal]:
    if repartition is None:
        return {}
    return {m.attribution_id: part.heures for m, part in zip(membres, repartition.parts, strict=True)}
