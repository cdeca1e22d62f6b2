"""Quel jugement vaut à un mois : une nouvelle entrée ne réécrit pas les mois d'avant elle, ni un mois validé.

Rejuger à la même date corrige, et vaut pour tous les mois depuis elle qui ne sont pas validés ; rejuger à une entrée
plus récente ne vaut que depuis cette entrée. Un mois validé garde le jugement qui valait le jour où il l'a été, jusqu'à
ce que quelqu'un dise le contraire (docs/decisions/0042). L'âge, les publics et le quartier d'un mois sont ceux du
jugement qui y vaut.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from clauses.suivi.participants.models import Eligibilite
from regles.calendrier import dernier_du_mois


def jugements_de(personnes: Iterable[UUID]) -> dict[UUID, list[Eligibilite]]:
    """{personne: ses jugements, remplacés compris, dans l'ordre où ils furent prononcés}. Une requête. Chacun est
    annulé par le suivant : c'est l'ordre de leur fin."""
    siens: dict[UUID, list[Eligibilite]] = defaultdict(list)
    for jugement in Eligibilite.objects.filter(participant_id__in=set(personnes)).order_by(
        F("annule_le").asc(nulls_last=True), "cree_le"
    ):
        siens[jugement.participant_id].append(jugement)
    return siens


def au_mois(jugements: Sequence[Eligibilite], mois: date) -> Eligibilite | None:
    """Le dernier prononcé de ceux dont l'entrée n'est pas d'après ce mois ; à défaut, celui d'aujourd'hui."""
    entres = [j for j in jugements if j.date_entree <= dernier_du_mois(mois)]
    actifs = [j for j in jugements if not j.est_annule]
    return next(iter([*entres[-1:], *actifs[-1:]]), None)


def qui_vaut(jugements: Sequence[Eligibilite], mois: date, fige: UUID | None) -> Eligibilite | None:
    """Celui que la validation de ce mois a figé ; à défaut, celui qui vaut à ce mois."""
    return next((j for j in jugements if j.pk == fige), None) or au_mois(jugements, mois)
