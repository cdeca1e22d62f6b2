"""Les chiffres d'un attributaire : sa part de ce que doit le lot, et ce que les siens y ont fait.

Les heures d'un sous-traitant sont à lui, et à tous ceux au bout de sa chaîne qui lui ont confié les travaux.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.functional import cached_property

from clauses.suivi.chiffres.cinq_chiffres import CinqChiffres, Heures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.attributaires import chaine, donneurs_de
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.obligations import Obligation, PartDue


@dataclass(frozen=True)
class ChiffresDeLAttribution(CinqChiffres):
    """Un attributaire. `du` est `None` sans clause, et pour un sous-traitant : il ne doit rien par lui-même."""

    attribution: Attribution
    obligation: Obligation | None
    heures: Heures

    @cached_property
    def du(self) -> PartDue | None:
        if self.obligation is None or self.attribution.role == Attribution.Role.SOUS_TRAITANT:
            return None
        return PartDue(self.obligation, self.attribution.pk)


def chiffres_des_attributions(
    attributions: Sequence[Attribution], dues: Mapping[UUID, Obligation]
) -> dict[UUID, ChiffresDeLAttribution]:
    """{attribution: ses chiffres}, `dues` étant ce que doit chaque lot. Une requête, quel que soit leur nombre.

    `attributions` : toutes celles de leurs lots, annulées comprises (des heures y sont peut-être restées).
    """
    heures = heures_des_attributions(attributions)
    return {a.pk: ChiffresDeLAttribution(a, dues.get(a.lot_id), heures.get(a.pk, Heures())) for a in attributions}


def heures_des_attributions(attributions: Sequence[Attribution]) -> dict[UUID, Heures]:
    """{attribution: ses heures et celles de ses sous-traitants}."""
    donneurs = donneurs_de(attributions)
    lignes = (
        LigneHeures.objects.actifs()
        .filter(
            lot_id__in={a.lot_id for a in attributions},
            contrat__affectations__lot_id=F("lot_id"),
            contrat__affectations__annule_le__isnull=True,
        )
        .additionnees("contrat__affectations__attribution_id")
    )
    sommes: dict[UUID, Heures] = defaultdict(Heures)
    for ligne in lignes:
        siennes = Heures.de(ligne)
        for attribution in chaine(ligne["contrat__affectations__attribution_id"], donneurs):
            sommes[attribution] += siennes
    return dict(sommes)
