"""Ce que disent les tables, une requête par table, rangé par lot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, F, Max, Q, Sum, Value, When
from django.db.models.fields import BooleanField, DateField
from django.db.models.functions import Greatest, TruncMonth

from clauses.suivi.marches.attributaires import chaine
from clauses.suivi.marches.models import (
    Attribution,
    Clause,
    Commande,
    EvenementMarche,
    Facture,
    HeuresTotales,
    Tranche,
)
from regles import engagement as regles

Mouvements = dict[UUID, tuple[regles.Mouvement, ...]]
Nature = EvenementMarche.Nature
NATURES_DATANTES = (Nature.RECONDUCTION, Nature.AVENANT, Nature.RECEPTION, Nature.RESILIATION)

# Ce qu'en demandent la situation d'un marché et ses reconductions.
LUS_DE_L_EVENEMENT = (
    "marche_id",
    "lot_id",
    "nature",
    "jour",
    "cree_le",
    "annule_le",
    "duree_mois",
    "montant_ht",
    "lecture_resiliation",
)


@dataclass(frozen=True)
class MembreDuLot:
    """Un attributaire direct et sa part (%) ; `sous_traitants` : ceux dont la facturation est la sienne."""

    attribution_id: UUID
    nom: str
    part: Decimal
    sous_traitants: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Releve:
    """Ce que disent les tables, rangé par lot. Les mouvements prévus le sont pour l'avenir, par attribution."""

    resilies: Mapping[UUID, date] = field(default_factory=dict)
    membres: Mapping[UUID, tuple[MembreDuLot, ...]] | None = field(default_factory=dict)  # `None` : pas lus
    tranches: Mapping[UUID, tuple[regles.Tranche, ...]] = field(default_factory=dict)
    commandes: Mouvements = field(default_factory=dict)
    commandes_prevues: Mouvements = field(default_factory=dict)
    factures: Mouvements = field(default_factory=dict)
    factures_prevues: Mouvements = field(default_factory=dict)
    heures: Mapping[UUID, tuple[regles.HeuresTravaillees, ...]] = field(default_factory=dict)


def relever(
    clauses: Sequence[Clause], jour: date, resilies: Mapping[UUID, date], *, avec_membres: bool = True
) -> Releve:
    """Une requête par table, et seulement celles que lisent les formules de ces clauses."""

    def qui_lisent(fait: str) -> list[UUID]:
        return [clause.lot_id for clause in clauses if fait in clause.famille.lit]

    commandes, commandes_prevues = _depenses(Commande, qui_lisent("commandes"), jour, resilies)
    factures, factures_prevues = _depenses(Facture, qui_lisent("factures"), jour, resilies)
    return Releve(
        resilies=resilies,
        membres=_membres([clause.lot_id for clause in clauses]) if avec_membres else None,
        tranches=_tranches(qui_lisent("tranches"), jour),
        commandes=commandes,
        commandes_prevues=commandes_prevues,
        factures=factures,
        factures_prevues=factures_prevues,
        heures=_heures_travaillees(qui_lisent("heures_travaillees"), jour, resilies),
    )


def evenements_des_lots(clauses: Sequence[Clause], jour: date) -> dict[UUID, list[EvenementMarche]]:
    """Les événements connus ce jour-là qui touchent aux dates : ceux du marché et ceux du seul lot."""
    par_marche: dict[UUID, list[EvenementMarche]] = defaultdict(list)
    evenements = EvenementMarche.objects.actifs().filter(
        marche__parmi={c.lot.marche_id for c in clauses}, jour__lte=jour, nature__in=NATURES_DATANTES
    )
    for evenement in evenements.only(*LUS_DE_L_EVENEMENT).order_by("jour", "cree_le", "pk"):
        par_marche[evenement.marche_id].append(evenement)
    return {c.lot_id: [e for e in par_marche[c.lot.marche_id] if e.lot_id in (None, c.lot_id)] for c in clauses}


def _membres(lots: Sequence[UUID]) -> dict[UUID, tuple[MembreDuLot, ...]]:
    """Les attributaires directs de chaque lot, chacun avec ses sous-traitants de tous rangs."""
    lignes = list(
        Attribution.objects.actifs()
        .filter(lot__parmi=lots)
        .order_by("lot_id", "cree_le", "pk")
        .values("pk", "lot_id", "role", "part", "donneur_id", "structure__nom")
    )
    directs = {ligne["pk"] for ligne in lignes if ligne["role"] != Attribution.Role.SOUS_TRAITANT}
    donneurs = {ligne["pk"]: None if ligne["pk"] in directs else ligne["donneur_id"] for ligne in lignes}
    suite: dict[UUID, set[UUID]] = defaultdict(set)
    for cle in donneurs.keys() - directs:
        *_, haut = chaine(cle, donneurs)
        suite[haut].add(cle)
    par_lot: dict[UUID, list[MembreDuLot]] = defaultdict(list)
    for ligne in lignes:
        if ligne["pk"] in directs:
            membres = par_lot[ligne["lot_id"]]
            deja = sum(m.nom.split(" (n° ")[0] == ligne["structure__nom"] for m in membres)
            nom = f"{ligne['structure__nom']} (n° {deja + 1})" if deja else ligne["structure__nom"]
            membres.append(MembreDuLot(ligne["pk"], nom, ligne["part"], frozenset(suite[ligne["pk"]])))
    return {lot: tuple(membres) for lot, membres in par_lot.items()}


def _tranches(lots: Sequence[UUID], jour: date) -> dict[UUID, tuple[regles.Tranche, ...]]:
    if not lots:
        return {}
    return en_faits(Tranche.objects.actifs().filter(lot__in=lots).order_by("lot_id", "numero", "pk"), jour)


def en_faits(tranches: Iterable[Tranche], jour: date) -> dict[UUID, tuple[regles.Tranche, ...]]:
    """{lot: ses tranches}, affermies ou non ce jour-là."""
    par_lot: dict[UUID, list[regles.Tranche]] = defaultdict(list)
    for tranche in tranches:
        affermie = tranche.date_affermissement
        par_lot[tranche.lot_id].append(
            regles.Tranche(
                nature=regles.NatureTranche(tranche.nature),
                heures=tranche.heures,
                nom=tranche.intitule or str(tranche),
                affermie_le=affermie if affermie and affermie <= jour else None,
            )
        )
    return {lot: tuple(tranches) for lot, tranches in par_lot.items()}


def _depenses(
    modele: type[Commande] | type[Facture], lots: Sequence[UUID], jour: date, resilies: Mapping[UUID, date]
) -> tuple[Mouvements, Mouvements]:
    """(réelles, prévues à venir), sommées par la base : par lot, attributaire, et de part et d'autre de la
    notification. La règle n'additionne que cela ; un lot résilié, lui, garde ses dates une à une, et les prévisions qui
    étaient à venir le jour de la résiliation."""
    reelles: dict[UUID, list[regles.Mouvement]] = defaultdict(list)
    prevues: dict[UUID, list[regles.Mouvement]] = defaultdict(list)
    if not lots:
        return {}, {}
    lignes = (
        modele.objects.actifs()
        .filter(Q(est_prevision=False, jour__lte=jour) | Q(est_prevision=True), lot__in=lots)
        .annotate(
            avant=Case(
                When(jour__lt=F("lot__marche__date_notification"), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            le=Case(When(lot__in=resilies, then=F("jour")), default=Value(None), output_field=DateField()),
        )
        .order_by("lot_id", "attribution_id")
        .values("lot_id", "attribution_id", "est_prevision", "avant", "le")
        .annotate(
            total=Sum("montant_ht", filter=Q(est_prevision=False) | Q(jour__gt=jour) | Q(lot__in=resilies)),
            dernier=Max("jour"),
        )
    )
    for ligne in lignes:
        passee = ligne["est_prevision"] and ligne["le"] and ligne["le"] <= resilies[ligne["lot_id"]]
        # Une prévision dont le jour est passé ne compte plus, mais remplace l'estimation.
        if passee or ligne["total"] is None:
            prevues.setdefault(ligne["lot_id"], [])
            continue
        attributaire = str(ligne["attribution_id"]) if ligne["attribution_id"] else None
        mouvement = regles.Mouvement(jour=ligne["dernier"], montant_ht=ligne["total"], attributaire=attributaire)
        (prevues if ligne["est_prevision"] else reelles)[ligne["lot_id"]].append(mouvement)
    return {k: tuple(v) for k, v in reelles.items()}, {k: tuple(v) for k, v in prevues.items()}


def _heures_travaillees(
    lots: Sequence[UUID], jour: date, resilies: Collection[UUID]
) -> dict[UUID, tuple[regles.HeuresTravaillees, ...]]:
    if not lots:
        return {}
    par_lot: dict[UUID, list[regles.HeuresTravaillees]] = defaultdict(list)
    notifie_le = "lot__marche__date_notification"
    lignes = (
        HeuresTotales.objects.actifs()
        .filter(lot__in=lots, mois__lte=jour)
        .annotate(
            avant=Case(
                When(mois__lt=TruncMonth(notifie_le), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            le=Case(When(lot__in=resilies, then=F("mois")), default=Value(None), output_field=DateField()),
        )
        .order_by("lot_id", "attribution_id")
        .values("lot_id", "attribution_id", "avant", "le")
        .annotate(
            total=Sum("heures"),
            # Le mois de la notification n'est pas d'avant elle : ses heures se datent de ce jour-là, non du premier.
            dernier=Max(Case(When(avant=True, then=F("mois")), default=Greatest("mois", notifie_le))),
        )
    )
    for ligne in lignes:
        attributaire = str(ligne["attribution_id"]) if ligne["attribution_id"] else None
        par_lot[ligne["lot_id"]].append(
            regles.HeuresTravaillees(jour=ligne["dernier"], heures=ligne["total"], attributaire=attributaire)
        )
    return {lot: tuple(heures) for lot, heures in par_lot.items()}
