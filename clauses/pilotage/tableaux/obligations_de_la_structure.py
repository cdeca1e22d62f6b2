"""Ce que doit une structure attributaire : sa part dans chaque lot, et ce que les siens y ont fait."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum

from clauses.fond.socle.acteur import Acteur
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.obligations import obligations

ZERO = Decimal(0)


@dataclass(frozen=True)
class MonObligation:
    """Un lot vu par son attributaire. `du` et `exigible` : sa part ; un sous-traitant n'en a pas en propre."""

    attribution: Attribution
    du: Decimal
    exigible: Decimal
    retenu: Decimal
    declare: Decimal
    phrase: str

    @property
    def nom(self) -> str:
        return self.attribution.lot.en_situation

    @property
    def reste(self) -> Decimal:
        return max(ZERO, self.du - self.retenu)


def obligations_de_la_structure(acteur: Acteur, jour: date) -> list[MonObligation]:
    """Les attributions de la structure de l'acteur, chacune avec sa part ; douze requêtes au plus."""
    siennes = list(
        Attribution.objects.visibles_par(acteur)
        .actifs()
        .filter(lot__annule_le__isnull=True, lot__marche__annule_le__isnull=True)
        .select_related("lot__marche__operation", "structure")
        .order_by("lot__marche__operation__nom", "lot__numero", "pk")
    )
    dues = obligations([a.lot for a in siennes], jour)
    heures = _heures(siennes)
    resultat = []
    for attribution in siennes:
        du = dues.get(attribution.lot_id)
        declare, retenu = heures.get(attribution.pk, (ZERO, ZERO))
        resultat.append(
            MonObligation(
                attribution=attribution,
                du=du.parts_engagement.get(attribution.pk, ZERO) if du else ZERO,
                exigible=du.parts_exigible.get(attribution.pk, ZERO) if du else ZERO,
                retenu=retenu,
                declare=declare,
                phrase=du.phrase if du else "La clause de ce lot n'est pas encore écrite.",
            )
        )
    return resultat


def _heures(attributions: list[Attribution]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """{attribution: (déclaré à valider, retenu)}, ses sous-traitants compris."""
    lignes = (
        LigneHeures.objects.actifs()
        .filter(
            contrat__affectations__lot_id=F("lot_id"),
            contrat__affectations__annule_le__isnull=True,
            contrat__affectations__attribution__lot__in=[a.lot_id for a in attributions],
        )
        .order_by()
        .values_list("contrat__affectations__attribution_id", "contrat__affectations__attribution__donneur_id", "etat")
        .annotate(declare=Sum("declarees"), retenu=Sum("retenues"))
    )
    sommes: dict[UUID, tuple[Decimal, Decimal]] = {}
    for cle, donneur, etat, declarees, retenues in lignes:
        en_attente = etat in (LigneHeures.Etat.SOUMISE, LigneHeures.Etat.A_CORRIGER)
        for qui in {cle, donneur} - {None}:
            avant = sommes.get(qui, (ZERO, ZERO))
            valide = retenues if etat == LigneHeures.Etat.VALIDEE else ZERO
            sommes[qui] = (avant[0] + (declarees if en_attente else ZERO), avant[1] + valide)
    return sommes
