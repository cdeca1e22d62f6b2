"""Les mois à valider, pour un accueil : un acte par mois civil, une ligne par opération dedans ; les mois où une seule
opération attend se réunissent sous elle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.composants import Lien
from clauses.fond.socle.valeurs import en_heures, en_mois
from clauses.suivi.declarations.models import EN_ATTENTE, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.retards import periode_en_mots
from clauses.suivi.marches.models import Lot
from regles.typographie import accorder

# Usage du métier, pas une règle : au-delà d'une semaine, une déclaration reçue est en retard de validation.
DELAI_DE_VALIDATION = timedelta(days=7)


@dataclass
class Volume:
    """Ce qui attend une décision : qui, et combien d'heures."""

    personnes: set[UUID] = field(default_factory=set)
    heures: Decimal = Decimal(0)

    def __str__(self) -> str:
        return f"{accorder(len(self.personnes), 'personne')}, {en_heures(self.heures)}" if self.personnes else "néant"

    def plus(self, autres: Iterable["Volume"]) -> "Volume":
        tous = [self, *autres]
        return Volume(set().union(*(v.personnes for v in tous)), sum((v.heures for v in tous), Decimal(0)))


def a_valider(acteur: Acteur, operations: Iterable[UUID], jour: date) -> list[Attente]:
    """Les mois transmis ; en retard une semaine après la plus ancienne réception. Deux requêtes, quel qu'en soit le
    nombre."""
    lus = list(
        DeclarationMensuelle.objects.visibles_par(acteur)
        .actifs()
        .a_valider()
        .filter(lot__marche__operation__parmi=operations)
        .order_by("mois", "lot__marche__operation__tri", "lot__marche__operation_id", "lot__tri", "pk")
        .values_list(
            "pk",
            "mois",
            "echeance",
            "soumise_le",
            "lot__numero",
            "lot__intitule",
            "lot__marche__operation_id",
            "lot__marche__operation__nom",
            "attribution__structure__nom",
            named=True,
        )
    )
    volumes = _volumes([d.pk for d in lus])
    par_mois: dict[date, list[Any]] = defaultdict(list)
    for d in lus:
        par_mois[d.mois].append(d)
    reunis: list[Attente] = []
    seuls: dict[UUID, list[Any]] = defaultdict(list)
    for siennes in par_mois.values():
        operations_du_mois = {d.lot__marche__operation_id for d in siennes}
        if len(operations_du_mois) > 1:
            reunis.append(_du_mois(siennes, volumes, jour))
        else:
            seuls[operations_du_mois.pop()] += siennes
    return [*(_d_une_operation(siennes, volumes, jour) for siennes in seuls.values()), *reunis]


def _volumes(declarations: Sequence[UUID]) -> dict[UUID, Volume]:
    lignes = LigneHeures.objects.actifs().filter(declaration__parmi=declarations, etat__in=EN_ATTENTE).order_by()
    volumes: dict[UUID, Volume] = defaultdict(Volume)
    for cle, personne, heures in lignes.values_list("declaration_id", "contrat__participant_id", "declarees"):
        volumes[cle].personnes.add(personne)
        volumes[cle].heures += heures
    return volumes


def _du_mois(lus: Sequence[Any], volumes: Mapping[UUID, Volume], jour: date) -> Attente:
    """« Valider octobre 2026, 19 déclarations, 1 044,5 h » : un mois de plusieurs opérations, une ligne chacune."""
    par_operation: dict[UUID, list[Any]] = defaultdict(list)
    for d in lus:
        par_operation[d.lot__marche__operation_id].append(d)
    volume = Volume().plus(volumes[d.pk] for d in lus)
    filtres = {"mois": f"{lus[0].mois:%m/%Y}"}
    return _attente(
        f"Valider {en_mois(lus[0].mois)}",
        f"{accorder(len(lus), 'déclaration')}, {en_heures(volume.heures)}",
        f"{accorder(len(par_operation), 'opération')} · {accorder(len(volume.personnes), 'personne')}",
        lus,
        jour,
        filtres,
        [_ligne(siennes, volumes, jour, filtres) for siennes in par_operation.values()],
    )


def _d_une_operation(lus: Sequence[Any], volumes: Mapping[UUID, Volume], jour: date) -> Attente:
    """Les mois où elle seule attend : « Valider 8 mois, de janvier à août 2026, Résidence des Acacias »."""
    mois = sorted({d.mois for d in lus})
    filtres = {"operation": str(lus[0].lot__marche__operation_id)}
    if len(mois) == 1:
        filtres["mois"] = f"{mois[0]:%m/%Y}"
    par_mois = [[d for d in lus if d.mois == m] for m in mois]
    return _attente(
        f"Valider {periode_en_mots(len(mois), mois[0], mois[-1])}",
        lus[0].lot__marche__operation__nom,
        _detail(lus, volumes),
        lus,
        jour,
        filtres,
        [replace(_ligne(d, volumes, jour, filtres), objet=en_mois(d[0].mois).capitalize()) for d in par_mois]
        if len(mois) > 1
        else (),
    )


def _ligne(lus: Sequence[Any], volumes: Mapping[UUID, Volume], jour: date, filtres: Mapping[str, str]) -> Attente:
    operation = {"operation": str(lus[0].lot__marche__operation_id), "mois": f"{lus[0].mois:%m/%Y}"}
    nom, detail = lus[0].lot__marche__operation__nom, _detail(lus, volumes)
    return _attente("Valider", nom, detail, lus, jour, {**filtres, **operation})


def _detail(lus: Sequence[Any], volumes: Mapping[UUID, Volume]) -> str:
    """« Lot 1 — Gros œuvre · Béton Clair · 2 personnes, 118 h »."""
    lots = dict.fromkeys(Lot.nommer(d.lot__numero, d.lot__intitule) for d in lus)
    entreprises = dict.fromkeys(d.attribution__structure__nom for d in lus)
    quoi = next(iter(lots)) if len(lots) == 1 else accorder(len(lots), "lot")
    return " · ".join([quoi, ", ".join(entreprises), str(Volume().plus(volumes[d.pk] for d in lus))])


def _attente(
    acte: str,
    objet: str,
    detail: str,
    lus: Sequence[Any],
    jour: date,
    filtres: Mapping[str, str],
    sous: Sequence[Attente] = (),
) -> Attente:
    """Une seule déclaration s'ouvre ; plusieurs mènent à leur file, ou se valident d'un coup."""
    recues = [timezone.localdate(d.soumise_le) if d.soumise_le else d.echeance for d in lus]
    limite = min(recues) + DELAI_DE_VALIDATION
    seule, file = len(lus) == 1, urlencode({"etat": "a_valider", **filtres})
    return Attente(
        acte=acte,
        objet=objet,
        detail=detail,
        depuis=limite,
        url=adresse_de("declarations:fiche", lus[0].pk) if seule else f"{adresse_de('declarations:liste')}?{file}",
        bouton="Valider…" if seule else "Voir la file",
        est_en_retard=limite < jour,
        sous=sous,
        second=None if seule else Lien("Sans remarque…", f"{adresse_de('declarations:valider_file')}?{file}"),
    )
