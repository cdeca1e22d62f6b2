"""Ce que les pièces savent du marché : ses lots, leurs clauses, l'équipe. Ni fiche projet ni calibrage.

La part de main-d'œuvre qui a servi à calculer les heures n'est lue nulle part ici : une pièce ne peut pas l'imprimer.
Un nombre fixe de requêtes, quel que soit le nombre de lots.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from clauses.suivi.marches.models import Clause, Lot, Marche, Tranche
from clauses.suivi.marches.obligations.faits import faits_d_avance
from regles.engagement import FaitsEngagement, Formule
from regles.typographie import INSECABLE, enumerer

Instrument = Clause.Instrument
RESERVES = frozenset(i for i in Instrument.values if i.startswith("reserve_"))
SANS_FICHE = RESERVES - {Instrument.RESERVE_ESS.value} | {Instrument.MARCHE_INSERTION.value}
AVEC_CRITERE = frozenset({Instrument.CRITERE.value, Instrument.CONDITION_CRITERE.value})
AVEC_CONDITION = frozenset(
    {Instrument.CONDITION.value, Instrument.CONDITION_CRITERE.value, Instrument.JEUNES_OUTRE_MER.value}
)


@dataclass(frozen=True)
class FaitsDuLot:
    """Un lot et sa clause en vigueur, s'il en a une. `engagement` : ce que la clause et les dates du lot font devoir,
    tel que la règle le lit ; `None` si un chiffre manque."""

    numero: str
    intitule: str
    clause: Clause | None
    tranches: tuple[Tranche, ...] = ()
    engagement: FaitsEngagement | None = None

    @property
    def instrument(self) -> str:
        return self.clause.instrument if self.clause else ""

    @property
    def famille(self) -> type[Formule] | None:
        return self.clause.famille if self.clause else None

    @property
    def formule(self) -> Formule | None:
        """La formule et ses termes ; `None` si un chiffre manque."""
        return self.engagement.clause if self.engagement else None

    @property
    def obligation(self) -> str:
        """L'obligation en une phrase, choix de lecture compris ; « » si un chiffre manque."""
        return self.engagement.clause.obligation(self.engagement) if self.engagement else ""

    @property
    def annonce(self) -> str:
        """Ce que cela représente en heures sur la durée, quand la clause ne le dit pas elle-même ; sinon « »."""
        return self.engagement.clause.annonce(self.engagement) if self.engagement else ""

    @property
    def heures(self) -> Decimal | None:
        """Le volume quand il est connu d'avance (fixe, ou toutes tranches) ; sinon `None`."""
        return self.engagement.clause.volume_d_avance(self.engagement) if self.engagement else None


@dataclass(frozen=True)
class Contact:
    """Qui coordonne : un facilitateur ou une facilitatrice de la structure porteuse."""

    nom: str
    courriel: str


@dataclass(frozen=True)
class Faits:
    """Le marché tel que ses pièces le disent. `lots` : tous les lots actifs, par numéro, avec ou sans clause."""

    marche: Marche
    lots: tuple[FaitsDuLot, ...]
    contacts: tuple[Contact, ...]

    @property
    def clauses(self) -> tuple[FaitsDuLot, ...]:
        """Les lots qui ont une clause."""
        return tuple(lot for lot in self.lots if lot.clause is not None)

    @property
    def est_alloti(self) -> bool:
        return len(self.lots) > 1

    def de(self, *instruments: str) -> tuple[FaitsDuLot, ...]:
        return tuple(lot for lot in self.clauses if lot.instrument in instruments)

    @property
    def appelle_une_fiche(self) -> bool:
        """Un lot au moins dont le titulaire n'emploie pas déjà ce public : la fiche entreprise a un sens."""
        return bool({lot.instrument for lot in self.clauses} - SANS_FICHE)

    def seul(self, numero: str) -> "Faits":
        """Les mêmes faits, réduits à un lot : ce que dirait la pièce d'un marché qui n'aurait que lui."""
        return replace(self, lots=tuple(lot for lot in self.lots if lot.numero == numero))


def lire(marche: Marche) -> Faits:
    """Lit les faits du marché (cinq requêtes)."""
    clauses = Clause.objects.actifs().en_vigueur().select_related("facilitateur").order_by("lot", "-rang")
    tranches = Tranche.objects.actifs().order_by("numero", "pk")
    complet = Marche.objects.select_related("porteuse", "operation__donneur_d_ordre", "operation__facilitateur").get(
        pk=marche.pk
    )
    lots = list(
        Lot.objects.actifs()
        .filter(marche=marche)
        .order_by("tri", "pk")
        .prefetch_related(
            Prefetch("clauses", queryset=clauses, to_attr="en_vigueur"),
            Prefetch("tranches", queryset=tranches, to_attr="actives"),
        )
    )
    dus = _engagements(complet, lots)
    lus = tuple(
        FaitsDuLot(lot.numero, lot.intitule, next(iter(lot.en_vigueur), None), tuple(lot.actives), dus.get(lot.pk))
        for lot in lots
    )
    return Faits(complet, lus, _contacts(complet, lus))


def _engagements(marche: Marche, lots: Sequence[Any]) -> Mapping[UUID, FaitsEngagement]:
    """Ce que chaque lot doit, lu par la règle comme le lit sa fiche."""
    posees = []
    for lot in lots:
        lot.marche = marche
        for clause in lot.en_vigueur[:1]:
            clause.lot = lot
            posees.append(clause)
    tranches = [tranche for lot in lots for tranche in lot.actives]
    return faits_d_avance(posees, tranches, timezone.localdate())


def _contacts(marche: Marche, lots: Sequence[FaitsDuLot]) -> tuple[Contact, ...]:
    """Ceux que les clauses nomment, chacun une fois ; à défaut, celui de l'opération."""
    nommes = [lot.clause.facilitateur for lot in lots if lot.clause and lot.clause.facilitateur]
    qui = list(dict.fromkeys(nommes)) or [f for f in (marche.operation.facilitateur,) if f]
    return tuple(Contact(str(f), f.courriel) for f in qui)


def nommer_les_lots(lots: Sequence[FaitsDuLot], *, article: bool = True) -> str:
    """« le lot 1 », « les lots 1, 3 et 4 »."""
    numeros = enumerer(lot.numero for lot in lots)
    if not lots:
        return ""
    if len(lots) == 1:
        return f"{'le ' if article else ''}lot{INSECABLE}{numeros}"
    return f"{'les ' if article else ''}lots{INSECABLE}{numeros}"


def par_lots(lots: Sequence[FaitsDuLot], lire_la_valeur: Callable[[FaitsDuLot], str]) -> str:
    """La valeur si elle est la même partout ; sinon « 60 € (lots 1 et 2) ; 80 € (lot 3) »."""
    groupes: dict[str, list[FaitsDuLot]] = {}
    for lot in lots:
        groupes.setdefault(lire_la_valeur(lot), []).append(lot)
    if len(groupes) <= 1:
        return next(iter(groupes), "")
    return "\u202f; ".join(
        f"{valeur or 'sans objet'} ({nommer_les_lots(groupe, article=False)})" for valeur, groupe in groupes.items()
    )


def nommer_les_tranches(tranches: Sequence[Tranche]) -> list[tuple[str, Tranche]]:
    """« Tranche ferme – École », « Tranche optionnelle 2 – Jardin » : le rang est celui que dit l'obligation."""
    noms, rang = [], 0
    for tranche in tranches:
        est_ferme = tranche.nature == Tranche.Nature.FERME
        rang += 0 if est_ferme else 1
        nom = "Tranche ferme" if est_ferme else f"Tranche optionnelle{INSECABLE}{rang}"
        noms.append((f"{nom}{INSECABLE}– {tranche.intitule}" if tranche.intitule else nom, tranche))
    return noms
