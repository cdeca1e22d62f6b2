"""Les mois qui manquent et ceux qui attendent une décision, comptés par la base : aucune personne n'y paraît."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, Sum

from clauses.suivi.declarations.models import EN_ATTENTE, DeclarationMensuelle
from clauses.suivi.declarations.retards import periode_en_mots, verbe

ZERO = Decimal(0)
EN_ATTENTE_DU_MOIS = Q(lignes__annule_le__isnull=True, lignes__etat__in=EN_ATTENTE)


@dataclass(frozen=True)
class MoisEnRetard:
    """Les mois échus qu'un attributaire n'a pas transmis sur un lot, du plus ancien au plus récent. `depuis` : la plus
    ancienne échéance passée ; `renvoyes` : combien attendent une correction."""

    lot_id: UUID
    attribution_id: UUID
    nombre: int
    premier: date
    dernier: date
    depuis: date
    declarations: list[UUID]
    renvoyes: int = 0

    @property
    def verbe(self) -> str:
        return verbe(self.nombre, self.renvoyes)

    @property
    def en_mots(self) -> str:
        """« octobre 2026 », « août et octobre 2026 », ou « 4 mois, de juillet à octobre 2026 »."""
        return periode_en_mots(self.nombre, self.premier, self.dernier)


@dataclass(frozen=True)
class MoisAValider:
    """Un mois transmis qui attend une décision : combien de lots, combien d'heures à décider, depuis
    quand."""

    mois: date
    declarations: list[UUID]
    lots: int
    heures: Decimal
    depuis: datetime | None


def mois_en_retard(lots: Iterable[UUID], jour: date) -> list[MoisEnRetard]:
    """Les retards de ces lots, le plus ancien d'abord. Une requête."""
    lignes = (
        DeclarationMensuelle.objects.actifs()
        .en_retard(jour)
        .filter(lot_id__in=list(lots), attribution__annule_le__isnull=True)
        .order_by()
        .values("lot_id", "attribution_id")
        .annotate(
            nombre=Count("pk"),
            premier=Min("mois"),
            dernier=Max("mois"),
            depuis=Min("echeance"),
            declarations=ArrayAgg("pk", order_by="mois"),
            renvoyes=Count("pk", filter=Q(etat=DeclarationMensuelle.Etat.A_CORRIGER)),
        )
        .order_by("depuis", "lot_id", "attribution_id")
    )
    return [MoisEnRetard(**ligne) for ligne in lignes]


def mois_a_valider(lots: Iterable[UUID], attribution: UUID | None = None) -> list[MoisAValider]:
    """Les mois transmis de ces lots (d'un seul attributaire, s'il est dit), le plus ancien d'abord. Une requête."""
    transmis = DeclarationMensuelle.objects.actifs().a_valider().filter(lot_id__in=list(lots))
    if attribution is not None:
        transmis = transmis.filter(attribution_id=attribution)
    lignes = (
        transmis.order_by()
        .values("mois")
        .annotate(
            declarations=ArrayAgg("pk", distinct=True),
            lots=Count("lot_id", distinct=True),
            heures=Sum("lignes__declarees", filter=EN_ATTENTE_DU_MOIS, default=ZERO),
            depuis=Min("soumise_le"),
        )
        .order_by("mois")
    )
    return [MoisAValider(**ligne) for ligne in lignes]
