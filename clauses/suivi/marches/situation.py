"""Où en est un marché : ses dates, sa durée et son montant, événements compris. Une seule fonction, partout.

Durées en mois, montants en euros HT. Les dates sont celles du contrat ; ce qui n'est qu'une option
(reconduction à venir) reste à part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import models

from clauses.suivi.marches.models import EvenementMarche, Lot, Marche
from regles.calendrier import UN_JOUR, lendemain_de
from regles.engagement import LectureResiliation

Nature = EvenementMarche.Nature


@dataclass(frozen=True)
class Situation:
    """`fin_ferme` : avenants compris, sans reconduction ; `fin_engagee` : reconductions faites comprises ;
    `fin_possible` : toutes les reconductions prévues faites ; `fin` : celle qui vaut aujourd'hui, avancée par
    une réception ou une résiliation. `None` quand la durée ou le début manque."""

    debut: date | None
    duree_ferme_mois: int | None
    fin_ferme: date | None
    fin_engagee: date | None
    fin_possible: date | None
    fin: date | None
    reconductions_faites: int
    reconductions_restantes: int
    montant_initial_ht: Decimal | None
    montant_ht: Decimal | None
    resilie_le: date | None
    lecture_resiliation: LectureResiliation
    receptionne_le: date | None


def situation(
    marche: Marche,
    evenements: Iterable[EvenementMarche],
    lot: Lot | None = None,
    jour: date | None = None,
    *,
    est_seul: bool = False,
) -> Situation:
    """La situation du marché, ou de l'un de ses lots : ce que le lot ne dit pas de ses dates est comme le marché. Un
    lot qui commence plus tard finit donc avec lui. La fin que dit un lot est celle de son contrat : avenants et
    reconductions, du marché ou du seul lot, s'y ajoutent comme à celle du marché.

    `evenements` : ceux du marché, annulés ou non (ils sont triés ici), déjà lus : aucune requête n'est faite. `jour` :
    celui où l'on se place ; une fin anticipée d'après lui n'y est pas encore connue. Sans lui, aujourd'hui.
    `est_seul` : le lot est tout le marché, son argent est le sien (`lots_seuls`).
    """
    actifs = sorted((e for e in evenements if not e.est_annule), key=lambda e: (e.jour, e.cree_le))
    retenus = _jusqu_a_la_resiliation(e for e in actifs if e.lot_id is None or (lot is not None and e.lot_id == lot.pk))
    faites = [e for e in retenus if e.nature == Nature.RECONDUCTION]
    debut = (lot.date_debut if lot else None) or marche.debut
    avenants_mois = sum(e.duree_mois or 0 for e in retenus if e.nature == Nature.AVENANT)
    ferme = None if marche.duree_mois is None else max(0, marche.duree_mois + avenants_mois)
    restantes = max(0, marche.reconductions_prevues - len(faites))
    mois_faits = sum(e.duree_mois or marche.reconduction_mois for e in faites)
    fin_ferme, fin_engagee, fin_possible = (
        _prolonge(lot.date_fin, avenants_mois + plus) if lot and lot.date_fin else _fin(marche.debut, ferme, plus)
        for plus in (0, mois_faits, mois_faits + restantes * marche.reconduction_mois)
    )
    resilie_le, receptionne_le = _jour_de(retenus, Nature.RESILIATION), _jour_de(retenus, Nature.RECEPTION)
    anticipee = marche.date_fin_anticipee
    if jour is not None and anticipee is not None and anticipee > jour:
        anticipee = None
    arrets = [d for d in (fin_engagee, anticipee, resilie_le, receptionne_le) if d is not None]
    return Situation(
        debut=debut,
        duree_ferme_mois=ferme,
        fin_ferme=fin_ferme,
        fin_engagee=fin_engagee,
        fin_possible=fin_possible,
        fin=min(arrets, default=None),
        reconductions_faites=len(faites),
        reconductions_restantes=restantes,
        montant_initial_ht=(lot or marche).montant_ht,
        montant_ht=_avec_avenants((lot or marche).montant_ht, actifs, lot, est_seul=est_seul),
        resilie_le=resilie_le,
        lecture_resiliation=_lecture(retenus),
        receptionne_le=receptionne_le,
    )


def _jusqu_a_la_resiliation(evenements: Iterable[EvenementMarche]) -> list[EvenementMarche]:
    """Ceux d'avant elle, et elle : rien ne prolonge un marché résilié, même si elle se note après coup."""
    siens = list(evenements)
    resilie_le = _jour_de(siens, Nature.RESILIATION)
    return [e for e in siens if resilie_le is None or e.jour <= resilie_le]


def _prolonge(fin: date, mois: int) -> date:
    return lendemain_de(fin + UN_JOUR, mois) - UN_JOUR


def _fin(debut: date | None, duree_mois: int | None, plus: int) -> date | None:
    """Le dernier jour, compris ; inconnu sans début ou sans durée."""
    if debut is None or not duree_mois:
        return None
    return lendemain_de(debut, duree_mois + plus) - UN_JOUR


def _jour_de(evenements: Sequence[EvenementMarche], nature: str) -> date | None:
    return next((e.jour for e in evenements if e.nature == nature), None)


def _lecture(evenements: Sequence[EvenementMarche]) -> LectureResiliation:
    """À quoi s'arrêtent les heures dues : ce qu'en dit la résiliation, à défaut l'acquis."""
    dites = (e.lecture_resiliation for e in evenements if e.nature == Nature.RESILIATION)
    return LectureResiliation(next(dites, "") or LectureResiliation.EXIGIBLE)


def _avec_avenants(
    initial: Decimal | None, actifs: Sequence[EvenementMarche], lot: Lot | None, *, est_seul: bool
) -> Decimal | None:
    """Le marché compte l'argent de tous ses avenants, un lot celui des siens. Un lot seul est tout le marché : ce qui
    est noté sur le marché est à lui."""
    if initial is None:
        return None
    siens = (e for e in actifs if lot is None or e.lot_id == lot.pk or (e.lot_id is None and est_seul))
    return initial + _argent(siens)


def _argent(evenements: Iterable[EvenementMarche]) -> Decimal:
    return sum((e.montant_ht or Decimal(0) for e in evenements if e.nature == Nature.AVENANT), Decimal(0))


def lots_seuls(marches: Iterable[UUID]) -> frozenset[UUID]:
    """Ceux de ces marchés qui n'ont qu'un lot. Une requête."""
    actifs = Lot.objects.actifs().filter(marche__in=set(marches)).order_by()
    comptes = actifs.values("marche_id").annotate(combien=models.Count("pk")).filter(combien=1)
    return frozenset(comptes.values_list("marche_id", flat=True))


def non_reparti(marche: Marche, evenements: Iterable[EvenementMarche], lots: Sequence[Lot]) -> Decimal:
    """L'argent des avenants du marché qu'aucun de ses `lots` ne compte (€ HT). Zéro s'il n'a qu'un lot, ou si les
    montants corrigés des lots font ensemble celui du marché."""
    actifs = [e for e in evenements if not e.est_annule]
    reste = _argent(e for e in actifs if e.lot_id is None)
    if len(lots) < 2 or not reste:
        return Decimal(0)
    montants = [situation(marche, actifs, lot).montant_ht for lot in lots]
    connus = [montant for montant in montants if montant is not None]
    return Decimal(0) if len(connus) == len(lots) and sum(connus) == situation(marche, actifs).montant_ht else reste
