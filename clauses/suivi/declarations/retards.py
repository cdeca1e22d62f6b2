"""Qui doit des mois : les échéances passées, réunies par entreprise, et de quoi l'appeler."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.attentes import Interlocuteur
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.valeurs import en_mois
from clauses.fond.structures.carnet import Carnet
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.marches.models import Lot
from regles.typographie import accorder


@dataclass(frozen=True)
class RetardDuLot:
    """Ce qu'une entreprise doit sur un lot : ses mois, du plus ancien au plus récent. `premiere` : le mois à ouvrir."""

    operation: str
    lot: str
    mois: Sequence[date]
    depuis: date
    renvoyes: int
    premiere: UUID

    @property
    def en_mots(self) -> str:
        """« Déclarer octobre 2026 », « Déclarer ou corriger 4 mois, de juillet à octobre 2026 »."""
        return mois_dus(self.mois, self.renvoyes)


@dataclass(frozen=True)
class Retard:
    """Une entreprise et ce qu'elle doit, lot par lot, le plus ancien d'abord."""

    structure_id: UUID
    nom: str
    lots: Sequence[RetardDuLot]
    contacts: Sequence[Interlocuteur] = ()

    @property
    def nombre(self) -> int:
        return sum(len(lot.mois) for lot in self.lots)

    @property
    def depuis(self) -> date:
        return min(lot.depuis for lot in self.lots)

    @property
    def en_mots(self) -> str:
        """Les mois d'un seul lot, en toutes lettres ; sinon combien, et depuis lequel."""
        if len(self.lots) == 1:
            return self.lots[0].en_mots
        faire = verbe(self.nombre, sum(lot.renvoyes for lot in self.lots))
        return f"{faire} {accorder(self.nombre, 'mois', 'mois')} de {accorder(len(self.lots), 'lot')}"


def retards(acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None) -> list[Retard]:
    """Les entreprises en retard, la plus ancienne échéance d'abord ; de ces opérations, si elles sont dites. Deux
    requêtes."""
    mois = DeclarationMensuelle.objects.concernant(acteur).actifs().en_retard(jour)
    if operations is not None:
        mois = mois.filter(lot__marche__operation__parmi=operations)
    par_structure: dict[tuple[UUID, str], dict[UUID, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for m in mois.order_by("mois", "pk").values_list(
        "pk",
        "mois",
        "echeance",
        "etat",
        "lot_id",
        "lot__numero",
        "lot__intitule",
        "lot__marche__operation__nom",
        "attribution__structure_id",
        "attribution__structure__nom",
        named=True,
    ):
        par_structure[m.attribution__structure_id, m.attribution__structure__nom][m.lot_id].append(m)
    carnet = Carnet(acteur, [cle for cle, _ in par_structure])
    lus = [
        Retard(cle, nom, sorted(map(_du_lot, lots.values()), key=_rang), carnet.chez(cle))
        for (cle, nom), lots in par_structure.items()
    ]
    return sorted(lus, key=lambda r: (r.depuis, -r.nombre, cle_de_tri(r.nom)))


def _du_lot(mois: Sequence[Any]) -> RetardDuLot:
    premier = mois[0]
    return RetardDuLot(
        operation=premier.lot__marche__operation__nom,
        lot=Lot.nommer(premier.lot__numero, premier.lot__intitule),
        mois=[m.mois for m in mois],
        depuis=min(m.echeance for m in mois),
        renvoyes=sum(m.etat == DeclarationMensuelle.Etat.A_CORRIGER for m in mois),
        premiere=premier.pk,
    )


def _rang(lot: RetardDuLot) -> tuple[date, str, str]:
    return lot.depuis, cle_de_tri(lot.operation), cle_de_tri(lot.lot)


def mois_dus(mois: Sequence[date], renvoyes: int) -> str:
    return f"{verbe(len(mois), renvoyes)} {periode_en_mots(len(mois), mois[0], mois[-1])}"


def verbe(nombre: int, renvoyes: int) -> str:
    """Ce qu'attendent ces mois, dont `renvoyes` à leur auteur : « Déclarer », « Corriger », ou les deux."""
    if not renvoyes:
        return "Déclarer"
    return "Corriger" if renvoyes == nombre else "Déclarer ou corriger"


def periode_en_mots(nombre: int, premier: date, dernier: date) -> str:
    if premier == dernier:
        return en_mois(premier)
    debut = en_mois(premier) if premier.year != dernier.year else en_mois(premier).rsplit(" ", 1)[0]
    if nombre == 2:
        return f"{debut} et {en_mois(dernier)}"
    de = "d'" if debut[:1] in "ao" else "de "
    return f"{accorder(nombre, 'mois', 'mois')}, {de}{debut} à {en_mois(dernier)}"
