"""La part de chacun dans les heures dues : les parts font toujours le tout."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from clauses.suivi.marches.obligations.faits import FaitsDuLot
from clauses.suivi.marches.obligations.releves import MembreDuLot
from regles import engagement as regles
from regles.socle import Decision

ZERO = Decimal(0)
Montants = dict[str | None, Decimal]


def poids_au_jour(lu: FaitsDuLot) -> tuple[list[Decimal], str]:
    faits = lu.faits
    if faits is not None and faits.clause.formule == regles.Formule.FACTURATION:
        return _poids(lu.membres, _sommes(faits.factures, faits), "facturation")
    if faits is not None and faits.clause.formule == regles.Formule.POURCENTAGE:
        return _poids(lu.membres, _heures(faits), "heures")
    return _poids(lu.membres, {}, "parts")


def poids_a_la_fin(lu: FaitsDuLot) -> tuple[list[Decimal], str]:
    """Le réel de chacun et ses prévisions ; ce qui est prévu sans nom se partage selon les parts."""
    faits = lu.faits
    if faits is None or faits.clause.formule not in (regles.Formule.FACTURATION, regles.Formule.POURCENTAGE):
        return _poids(lu.membres, {}, "parts")
    if faits.clause.formule == regles.Formule.POURCENTAGE:
        heures = _heures(faits)
        if faits.resilie_le is None:
            reste = (faits.heures_travaillees_prevues or ZERO) - sum(heures.values(), ZERO)
            heures[None] += max(ZERO, reste)
        return _poids(lu.membres, heures, "heures")
    factures, commandes = _sommes(faits.factures, faits), _sommes(faits.commandes, faits)
    if lu.prevus_factures:
        finales = _sommes((*faits.factures, *lu.prevus_factures), faits)
    elif lu.prevus_commandes:
        finales = _sommes((*faits.commandes, *lu.prevus_commandes), faits)
    else:
        finales = commandes
    plus_grand = max(factures, finales, key=lambda montants: sum(montants.values(), ZERO))
    return _poids(lu.membres, plus_grand, "facturation")


def _sommes(mouvements: Iterable[regles.Mouvement], faits: regles.FaitsEngagement) -> Montants:
    """€ HT par attributaire, entre la notification et la résiliation."""
    sommes: Montants = defaultdict(Decimal)
    for mouvement in mouvements:
        avant = faits.notifie_le and mouvement.jour and mouvement.jour < faits.notifie_le
        apres = faits.resilie_le and mouvement.jour and mouvement.jour > faits.resilie_le
        if not avant and not apres:
            sommes[mouvement.attributaire] += mouvement.montant_ht
    return sommes


def _heures(faits: regles.FaitsEngagement) -> Montants:
    sommes: Montants = defaultdict(Decimal)
    for mois in faits.heures_travaillees:
        if not (faits.resilie_le and mois.jour and mois.jour > faits.resilie_le):
            sommes[mois.attributaire] += mois.heures
    return sommes


def _poids(membres: tuple[MembreDuLot, ...], propres: Montants, selon: str) -> tuple[list[Decimal], str]:
    """Le poids de chacun : le sien, celui de ses sous-traitants, et sa part de ce qui n'a pas de nom."""
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
