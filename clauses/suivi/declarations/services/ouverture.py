"""Ouvrir les mois : un par attributaire direct de chaque lot sous clause, et par mois d'exécution commencé.

Rejouée, l'ouverture ne double rien : elle crée les mois qui manquent, remet à jour l'échéance de ceux que l'on
attend encore, et retire (avec un motif) ceux que la vie du marché a rendus sans objet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import service
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.periodes import periodes_des_lots
from clauses.suivi.marches.models import Attribution, Clause, Lot, Marche
from clauses.suivi.marches.models.lot import LotQuerySet
from clauses.suivi.marches.versions import clause_du, versions_des_lots
from regles.calendrier import ajouter_mois, mois_de_la_periode, premier_du_mois

SANS_OBJET = "Mois hors de l'exécution du lot, retiré à l'ouverture des mois."
PAQUET = 2000


@dataclass(frozen=True)
class Ouverture:
    """Ce que l'ouverture a fait : nombres de mois."""

    ouverts: int = 0
    redates: int = 0
    retires: int = 0


@service
def ouvrir_les_mois(jour: date | None = None, *, par: Acteur) -> Ouverture:
    """Ouvre les mois dus à ce jour (aujourd'hui sinon) : de la porteuse de l'acteur, ou de toutes s'il n'en a pas."""
    lots = Lot.objects.all()
    if par.porteuse_id is not None:
        lots = lots.filter(marche__porteuse_id=par.porteuse_id)
    return _ouvrir(lots, jour or timezone.localdate())


@service
def ouvrir_les_mois_du_lot(lot_id: UUID | str, *, par: Acteur) -> Ouverture:
    """Ouvre les mois d'un lot dont l'attribution ou la clause vient de changer (travail différé, sans danger
    à rejouer)."""
    return _ouvrir(Lot.objects.filter(pk=lot_id), timezone.localdate())


@service
def ouvrir_les_mois_de_l_operation(operation_id: UUID | str, *, par: Acteur) -> Ouverture:
    """Ouvre tout de suite les mois des lots d'une opération."""
    return _ouvrir(Lot.objects.filter(marche__operation_id=operation_id), timezone.localdate())


def restent_a_ouvrir(lots: Iterable[UUID], jour: date) -> bool:
    """Vrai si un mois dû de ces lots n'est pas encore ouvert : une clause ou un attributaire vient d'être posé, et le
    travail différé n'est pas passé."""
    cles = list(lots)
    ouverts = DeclarationMensuelle.objects.filter(lot_id__in=cles).values_list("attribution_id", "mois")
    return bool(_mois_dus(Lot.objects.filter(pk__in=cles), jour).keys() - set(ouverts))


def echeance_du_mois(mois: date, clause: Clause) -> date:
    """Le jour limite : celui de la clause, le mois qui suit la fin du mois, du trimestre ou du semestre civil."""
    periode = clause.periodicite
    reste = -mois.month % periode
    return ajouter_mois(premier_du_mois(mois), reste + 1).replace(day=clause.jour_echeance)


def _ouvrir(lots: LotQuerySet, jour: date) -> Ouverture:
    voulus = _mois_dus(lots, jour)
    existants = {
        (d.attribution_id, d.mois): d
        for d in DeclarationMensuelle.objects.filter(lot__in=lots)
        .annotate(a_des_lignes=Exists(LigneHeures.objects.actifs().filter(declaration=OuterRef("pk"))))
        .order_by("pk")
    }
    a_creer = [
        DeclarationMensuelle(lot_id=lot_id, attribution_id=attribution_id, mois=mois, echeance=echeance)
        for (attribution_id, mois), (lot_id, echeance) in voulus.items()
        if (attribution_id, mois) not in existants
    ]
    DeclarationMensuelle.objects.bulk_create(a_creer, batch_size=PAQUET, ignore_conflicts=True)
    return Ouverture(
        ouverts=len(a_creer) + _rendre(voulus, existants),
        redates=_redater(voulus, existants, jour),
        retires=_retirer(voulus, existants),
    )


Cle = tuple[UUID, date]
Dus = dict[Cle, tuple[UUID, date]]


def _mois_dus(lots: LotQuerySet, jour: date) -> Dus:
    """{(attribution, mois): (lot, échéance)} de tout ce qui devrait être ouvert."""
    actifs = {
        lot.pk: lot
        for lot in lots.actifs()
        .filter(marche__annule_le__isnull=True, clauses__est_en_vigueur=True)
        .exclude(marche__etat=Marche.Etat.PREPARE)
        .select_related("marche")
        .order_by("pk")
    }
    versions = versions_des_lots(actifs)
    periodes = periodes_des_lots(actifs.values())
    dus: Dus = {}
    for attribution in Attribution.objects.actifs().directes().filter(lot_id__in=actifs):
        periode = periodes[attribution.lot_id]
        debut = max((d for d in (periode.debut, attribution.date_debut) if d), default=None)
        if debut is None:
            continue
        fin = min(d for d in (periode.fin, attribution.date_fin, jour) if d)
        for mois in mois_de_la_periode(debut, fin):
            clause = clause_du(mois, versions[attribution.lot_id])
            dus[attribution.pk, mois] = (attribution.lot_id, echeance_du_mois(mois, clause))
    return dus


def _rendre(voulus: Dus, existants: dict[Cle, DeclarationMensuelle]) -> int:
    """Les mois retirés d'office et de nouveau dus reviennent (un marché reconduit)."""
    cles = [d.pk for cle, d in existants.items() if cle in voulus and d.motif_annulation == SANS_OBJET]
    return _changer(cles, annule_le=None, motif_annulation="")


def _retirer(voulus: Dus, existants: dict[Cle, DeclarationMensuelle]) -> int:
    """Les mois encore attendus, vides, qui ne sont plus dus (résiliation, attribution annulée)."""
    attendue = DeclarationMensuelle.Etat.ATTENDUE
    cles = [
        d.pk
        for cle, d in existants.items()
        if cle not in voulus and d.etat == attendue and not d.est_annule and not d.a_des_lignes  # type: ignore[attr-defined]
    ]
    return _changer(cles, annule_le=timezone.now(), motif_annulation=SANS_OBJET)


def _redater(voulus: Dus, existants: dict[Cle, DeclarationMensuelle], jour: date) -> int:
    """L'échéance suit la clause tant qu'elle n'est pas passée : on ne rend personne en retard après coup."""
    par_echeance: dict[date, list[UUID]] = {}
    for cle, declaration in existants.items():
        if cle not in voulus or declaration.etat != DeclarationMensuelle.Etat.ATTENDUE:
            continue
        nouvelle = voulus[cle][1]
        if nouvelle != declaration.echeance and min(nouvelle, declaration.echeance) >= jour:
            par_echeance.setdefault(nouvelle, []).append(declaration.pk)
    return sum(_changer(cles, echeance=echeance) for echeance, cles in par_echeance.items())


def _changer(cles: list[UUID], **valeurs: object) -> int:
    if not cles:
        return 0
    lignes = DeclarationMensuelle.objects.filter(pk__in=cles)
    return lignes.update(**valeurs, version=F("version") + 1, modifie_le=timezone.now())
