"""Ce que les pièces savent du marché : ses lots, leurs clauses, l'équipe. Ni fiche projet ni calibrage.

La part de main-d'œuvre qui a servi à calculer les heures n'est lue nulle part ici : une pièce ne peut pas l'imprimer.
Un nombre fixe de requêtes, quel que soit le nombre de lots.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Prefetch

from clauses.suivi.marches.lecture_de_clause import termes
from clauses.suivi.marches.models import Clause, Lot, Marche, Tranche
from regles.engagement import FaitsIncoherents, phrase_de_la_clause
from regles.typographie import FINE, INSECABLE, accorder, enumerer, heures

Instrument, Formule = Clause.Instrument, Clause.Formule
RESERVES = frozenset(i for i in Instrument.values if i.startswith("reserve_"))
SANS_FICHE = RESERVES - {Instrument.RESERVE_ESS.value} | {Instrument.MARCHE_INSERTION.value}
AVEC_CRITERE = frozenset({Instrument.CRITERE.value, Instrument.CONDITION_CRITERE.value})
AVEC_CONDITION = frozenset({Instrument.CONDITION.value, Instrument.CONDITION_CRITERE.value})


@dataclass(frozen=True)
class FaitsDuLot:
    """Un lot et sa clause en vigueur, s'il en a une."""

    numero: str
    intitule: str
    clause: Clause | None
    tranches: tuple[Tranche, ...] = ()

    @property
    def instrument(self) -> str:
        return self.clause.instrument if self.clause else ""

    @property
    def formule(self) -> str:
        return self.clause.formule if self.clause else ""

    @property
    def obligation(self) -> str:
        """L'obligation en une phrase, choix de lecture compris ; « » si un chiffre manque."""
        if self.clause is None:
            return ""
        if self.formule == Formule.TRANCHES:
            return _par_tranches(self.tranches)
        return self._en_phrase()

    def _en_phrase(self) -> str:
        try:
            return phrase_de_la_clause(termes(self.clause), sans_effet=False)
        except FaitsIncoherents:
            return ""

    @property
    def heures(self) -> Decimal | None:
        """Le volume quand il est connu d'avance (fixe, ou toutes tranches) ; sinon `None`."""
        if self.clause is None:
            return None
        if self.formule == Formule.FIXE:
            return self.clause.heures
        if self.formule == Formule.TRANCHES and self.tranches:
            return sum((t.heures for t in self.tranches), Decimal(0))
        return None


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
    """Lit les faits du marché (quatre requêtes)."""
    clauses = Clause.objects.actifs().en_vigueur().select_related("facilitateur").order_by("lot", "-rang")
    tranches = Tranche.objects.actifs().order_by("numero", "pk")
    lots = (
        Lot.objects.actifs()
        .filter(marche=marche)
        .order_by("numero", "pk")
        .prefetch_related(
            Prefetch("clauses", queryset=clauses, to_attr="en_vigueur"),
            Prefetch("tranches", queryset=tranches, to_attr="actives"),
        )
    )
    complet = Marche.objects.select_related("porteuse", "operation__donneur_d_ordre", "operation__facilitateur").get(
        pk=marche.pk
    )
    lus = tuple(
        FaitsDuLot(lot.numero, lot.intitule, lot.en_vigueur[0] if lot.en_vigueur else None, tuple(lot.actives))
        for lot in sorted(lots, key=lambda lot: cle_de_numero(lot.numero))
    )
    return Faits(complet, lus, _contacts(complet, lus))


def _contacts(marche: Marche, lots: Sequence[FaitsDuLot]) -> tuple[Contact, ...]:
    """Ceux que les clauses nomment, chacun une fois ; à défaut, celui de l'opération."""
    nommes = [lot.clause.facilitateur for lot in lots if lot.clause and lot.clause.facilitateur]
    qui = list(dict.fromkeys(nommes)) or [f for f in (marche.operation.facilitateur,) if f]
    return tuple(Contact(str(f), f.courriel) for f in qui)


def cle_de_numero(numero: str) -> tuple[tuple[int, str], ...]:
    """L'ordre naturel : « 2 » avant « 10 », « 10 bis » après « 10 »."""
    return tuple((int(m), "") if m.isdigit() else (0, m.lower()) for m in re.findall(r"\d+|\D+", numero))


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


def _par_tranches(tranches: Sequence[Tranche]) -> str:
    if not tranches:
        return ""
    fermes = sum((t.heures for t in tranches if t.nature == Tranche.Nature.FERME), Decimal(0))
    optionnelles = [t for t in tranches if t.nature == Tranche.Nature.OPTIONNELLE]
    dites = [f"{accorder(fermes, 'heure')} d’insertion pour la tranche ferme"] if fermes else []
    dites += [
        f"{accorder(t.heures, 'heure')} d’insertion pour la tranche optionnelle{INSECABLE}{rang}, si elle est affermie"
        for rang, t in enumerate(optionnelles, 1)
    ]
    total = fermes + sum((t.heures for t in optionnelles), Decimal(0))
    suite = f" Soit {heures(total)} si toutes les tranches sont affermies." if optionnelles and fermes else ""
    return f"{f'{FINE}; '.join(dites)}.{suite}"


def nommer_les_tranches(tranches: Sequence[Tranche]) -> list[tuple[str, Tranche]]:
    """« Tranche ferme – École », « Tranche optionnelle 2 – Jardin » : le rang est celui que dit l'obligation."""
    noms, rang = [], 0
    for tranche in tranches:
        est_ferme = tranche.nature == Tranche.Nature.FERME
        rang += 0 if est_ferme else 1
        nom = "Tranche ferme" if est_ferme else f"Tranche optionnelle{INSECABLE}{rang}"
        noms.append((f"{nom}{INSECABLE}– {tranche.intitule}" if tranche.intitule else nom, tranche))
    return noms
