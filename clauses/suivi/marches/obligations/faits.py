"""Des lignes de la base aux faits de `regles/engagement.py`, en un nombre de requêtes qui ne dépend pas
du nombre de lots (neuf au plus).

Seules comptent les lignes actives, et à chaque date la version de la clause qui y vaut (`regles/versions.py`).
Les faits sont ceux que l'on connaît au `jour` demandé : une facture, un affermissement ou une reconduction d'après
ce jour n'y sont pas. Une prévision ne vaut que pour l'avenir : passée sa date, ce qui est facturé l'a remplacée.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clauses.suivi.marches.lecture_de_clause import termes
from clauses.suivi.marches.models import Clause, EvenementMarche, Lot, Marche, Tranche
from clauses.suivi.marches.obligations.releves import MembreDuLot, Releve, en_faits, evenements_des_lots, relever
from clauses.suivi.marches.situation import Nature, Situation, lots_seuls, situation
from clauses.suivi.marches.versions import en_versions
from regles import engagement as regles
from regles.formules import tous_les_termes
from regles.formules.contrat import Formule
from regles.versions import remplacees

ZERO = Decimal(0)

_MARCHE = (
    "date_notification",
    "date_debut",
    "duree_mois",
    "etat",
    "reconductions_prevues",
    "reconduction_mois",
    "date_fin_anticipee",
    "montant_ht",
)
# Ce qu'il faut avoir lu d'un lot et de son marché : qui lit des lots pour leurs seuls chiffres ne lit que cela.
_LOT = ("marche_id", "numero", "intitule", "montant_ht", "date_debut", "date_fin")
LUS_DU_LOT = (*_LOT, *(f"marche__{champ}" for champ in _MARCHE))
_LUS_DE_LA_CLAUSE = ("formule", "lot_id", "est_en_vigueur", "nature_changement", "date_effet", *tous_les_termes())
Versions = dict[UUID, list[Clause]]


@dataclass(frozen=True)
class FaitsDuLot:
    """Les faits d'un lot sous clause. `faits` est `None` quand ils se contredisent : `defaut` dit en quoi."""

    lot_id: UUID
    nom: str
    faits: regles.FaitsEngagement | None
    defaut: str = ""
    membres: tuple[MembreDuLot, ...] | None = ()  # `None` : pas lus, les parts ne se demandent pas


def faits_des_lots(
    lots: Iterable[Lot] | QuerySet[Lot], jour: date, *, avec_parts: bool = True
) -> dict[UUID, FaitsDuLot]:
    """Les faits de chaque lot qui porte une clause en vigueur, tels qu'on les connaît au `jour`."""
    connus, versions = _lus(lots), defaultdict(list)
    lues = Clause.objects.actifs().filter(lot__parmi=connus).only(*_LUS_DE_LA_CLAUSE)
    for clause in lues.order_by("lot_id", "rang"):
        clause.lot = connus[clause.lot_id]
        versions[clause.lot_id].append(clause)
    derniere = {cle: siennes[-1] for cle, siennes in versions.items() if siennes[-1].est_en_vigueur}
    return _faits(list(derniere.values()), jour, partial(relever, avec_membres=avec_parts), versions)


def _lus(lots: Iterable[Lot] | QuerySet[Lot]) -> dict[UUID, Lot]:
    """{clé: le lot, avec son marché}. Ceux que l'on donne avec leur marché, entiers, ne sont pas relus."""
    connus = {} if isinstance(lots, QuerySet) else {lot.pk: lot for lot in lots}
    if isinstance(lots, QuerySet) or not all(_est_lu(lot) for lot in connus.values()):
        choisis: Any = lots.values("pk") if isinstance(lots, QuerySet) else list(connus)
        lus = Lot.objects.filter(pk__in=choisis).select_related("marche").only(*LUS_DU_LOT)
        connus = {lot.pk: lot for lot in lus}
    return connus


def _est_lu(lot: Lot) -> bool:
    """Rien ne manque des faits, ni du lot ni de son marché : un champ différé coûterait une requête par lot."""
    return (
        Lot.marche.is_cached(lot)
        and lot.__dict__.keys() >= frozenset(_LOT)
        and lot.marche.__dict__.keys() >= frozenset(_MARCHE)
    )


def faits_d_avance(
    clauses: Sequence[Clause], tranches: Iterable[Tranche], jour: date
) -> dict[UUID, regles.FaitsEngagement]:
    """Ce que la clause et les dates du lot disent à elles seules, sans dépenses ni heures : ce qu'en écrit une pièce.

    Une requête ; les clauses, avec leur lot et son marché, et les tranches sont déjà lues. Un lot dont les faits se
    contredisent n'y est pas.
    """
    connues = en_faits(tranches, jour)
    lus = _faits(clauses, jour, lambda _clauses, _jour, resilies: Releve(resilies=resilies, tranches=connues))
    return {cle: lu.faits for cle, lu in lus.items() if lu.faits is not None}


def _faits(
    clauses: Sequence[Clause], jour: date, lire: Callable[..., Releve], versions: Versions | None = None
) -> dict[UUID, FaitsDuLot]:
    """`versions` : toutes celles de chaque lot, dans l'ordre ; sans elles, la dernière vaut depuis toujours."""
    toutes = versions or {clause.lot_id: [clause] for clause in clauses}
    evenements = evenements_des_lots(clauses, jour)
    seuls = _seuls(clauses, evenements)
    situations = {
        c.lot_id: situation(c.lot.marche, evenements[c.lot_id], c.lot, jour, est_seul=c.lot.marche_id in seuls)
        for c in clauses
    }
    resilies = {c.lot_id: _resilie_le(c.lot.marche, situations[c.lot_id], jour) for c in clauses}
    lues = [version for clause in clauses for version in toutes[clause.lot_id]]
    releve = lire(lues, jour, {cle: le for cle, le in resilies.items() if le is not None})
    return {
        c.lot_id: _faits_du_lot(toutes[c.lot_id], situations[c.lot_id], evenements[c.lot_id], releve) for c in clauses
    }


def _seuls(clauses: Sequence[Clause], evenements: Mapping[UUID, Sequence[EvenementMarche]]) -> frozenset[UUID]:
    """Les marchés d'un seul lot, parmi ceux qui ont un avenant de montant ; sans eux, rien n'est lu."""
    marches = {c.lot.marche_id for c in clauses if any(e.montant_ht and e.lot_id is None for e in evenements[c.lot_id])}
    return lots_seuls(marches) if marches else frozenset()


def _resilie_le(marche: Marche, ou: Situation, jour: date) -> date | None:
    """Le jour de la résiliation : son événement, ou la fin anticipée d'un marché dit résilié. Un lot déjà réceptionné
    ne l'est pas par la résiliation des autres."""
    fin = marche.date_fin_anticipee
    sans_evenement = ou.resilie_le is None and ou.receptionne_le is None
    if sans_evenement and marche.etat == Marche.Etat.RESILIE and fin and fin <= jour:
        return fin
    return ou.resilie_le


def _faits_du_lot(
    versions: Sequence[Clause], ou: Situation, evenements: Sequence[EvenementMarche], releve: Releve
) -> FaitsDuLot:
    clause = versions[-1]
    cle = clause.lot_id
    membres = None if releve.membres is None else releve.membres.get(cle, ())
    marche, faits, defaut = clause.lot.marche, None, ""
    try:
        faits = regles.FaitsEngagement(
            clause=replace(termes(clause), lecture_resiliation=ou.lecture_resiliation),
            remplacees=_remplacees(versions, ou.lecture_resiliation),
            debut=ou.debut,
            fin=ou.fin_engagee,
            # La courbe d'avant la résiliation va vers la fin que l'on prévoyait alors.
            arrete_le=None if cle in releve.resilies else ou.fin,
            notifie_le=marche.date_notification,
            resilie_le=releve.resilies.get(cle),
            # Un lot qui commence ou finit à part a sa propre durée : la règle la lit entre elles.
            duree_initiale_mois=None if clause.lot.date_debut or clause.lot.date_fin else ou.duree_ferme_mois,
            tranches=releve.tranches.get(cle, ()),
            reconductions=_reconductions(marche, ou, evenements),
            commandes=releve.commandes.get(cle, ()),
            factures=releve.factures.get(cle, ()),
            commandes_prevues=releve.commandes_prevues.get(cle, ()),
            factures_prevues=releve.factures_prevues.get(cle, ()),
            facturation_prevue_ht=_facturation_prevue(releve, cle, marche.date_notification),
            montant_estime_ht=ou.montant_ht,
            heures_travaillees=releve.heures.get(cle, ()),
        )
    except regles.FaitsIncoherents as erreur:
        defaut = str(erreur)
    return FaitsDuLot(cle, str(clause.lot), faits, defaut, membres)


def _remplacees(versions: Sequence[Clause], lecture: regles.LectureResiliation) -> tuple[tuple[date, Formule], ...]:
    if len(versions) == 1:
        return ()
    anciennes = remplacees(en_versions(versions))
    return tuple((dernier, replace(termes(clause), lecture_resiliation=lecture)) for dernier, clause in anciennes)


def _reconductions(
    marche: Marche, ou: Situation, evenements: Sequence[EvenementMarche]
) -> tuple[regles.Reconduction, ...]:
    """Les reconductions faites, puis celles qui restent possibles."""
    duree = marche.reconduction_mois
    faites = [
        regles.Reconduction(duree_mois=e.duree_mois or duree, faite_le=e.jour)
        for e in evenements
        if e.nature == Nature.RECONDUCTION
    ]
    return (*faites, *[regles.Reconduction(duree_mois=duree)] * ou.reconductions_restantes)


def _facturation_prevue(releve: Releve, lot: UUID, notifie_le: date | None) -> Decimal | None:
    """Le total prévu à la fin, réel compris : le plus haut des factures et de leurs prévisions, des commandes et des
    leurs. Sans prévision, `None` : la règle s'en tient au facturé, au commandé et à l'estimé. Marché résilié, ce qui
    l'était ce jour-là : la part du temps écoulé se prend sur l'engagement que l'on connaissait."""
    totaux, resilie_le = [], releve.resilies.get(lot, date.max)
    for reelles, prevues in (
        (releve.factures, releve.factures_prevues),
        (releve.commandes, releve.commandes_prevues),
    ):
        if lot in prevues:
            depuis = notifie_le or date.min
            connues = [m for m in reelles.get(lot, ()) if m.jour is None or depuis <= m.jour <= resilie_le]
            totaux.append(sum((m.montant_ht for m in (*connues, *prevues[lot])), ZERO))
    return max(totaux, default=None)
