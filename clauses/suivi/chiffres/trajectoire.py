"""La trajectoire : ce qui est retenu mois après mois, la courbe attendue, la prévision à la fin.

D'un lot, d'une part ou d'une opération : les mêmes règles, les mêmes sommes faites par la base.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from uuid import UUID

from django.utils.functional import cached_property

from clauses.fond.socle.graphiques import Dessin, Realisation, Releve, courbe_de_realisation
from clauses.fond.socle.graphiques import Prevision as FinProbable
from clauses.suivi.chiffres.cinq_chiffres import (
    Chiffres,
    ChiffresDuLot,
    Heures,
    chiffres_des_lots,
    lots_des_operations,
)
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.obligations import Obligation, courbe_attendue, jours_de_la_courbe
from regles.calendrier import dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.publication import Periode
from regles.trajectoire import FaitsPrevision, HeuresDuMois, LotAPrevoir, Prevision, prevision

ZERO = Decimal(0)
ParMois = Mapping[date, Heures]
VIDE: ParMois = {}


@dataclass(frozen=True)
class Mois:
    """Les heures de quelques lots : en tout, et mois par mois, dans l'ordre."""

    heures: Mapping[UUID, Heures]
    par_lot: Mapping[UUID, ParMois]


def lire_les_mois(lots: Iterable[UUID]) -> Mois:
    """En une requête. Un cumul repris d'un autre outil se répartit également sur ses mois : on ne sait rien de plus,
    et tout mettre au dernier fausserait le rythme."""
    totaux: dict[UUID, Heures] = defaultdict(Heures)
    sommes: dict[UUID, dict[date, Heures]] = defaultdict(dict)
    lignes = LigneHeures.objects.actifs().filter(lot_id__in=list(lots)).additionnees("lot_id", "mois", "depuis")
    for ligne in lignes:
        lot, heures = ligne["lot_id"], Heures.de(ligne)
        totaux[lot] += heures
        couverts = mois_de_la_periode(ligne["depuis"] or ligne["mois"], ligne["mois"])
        for mois in couverts if heures else ():
            part = Heures(heures.a_decider / len(couverts), heures.retenu / len(couverts))
            sommes[lot][mois] = sommes[lot].get(mois, Heures()) + part
    return Mois(dict(totaux), {lot: dict(sorted(mois.items())) for lot, mois in sommes.items()})


def additionner(de: Iterable[ParMois]) -> ParMois:
    """Les mois de plusieurs lots, additionnés, dans l'ordre."""
    sommes: dict[date, Heures] = defaultdict(Heures)
    for mois in de:
        for jour, heures in mois.items():
            sommes[jour] += heures
    return dict(sorted(sommes.items()))


@dataclass(frozen=True)
class Trajectoire:
    """Un lot ou une opération dans le temps. `dues` : les obligations dont la courbe attendue est la somme ; `lots` :
    ce que la prévision prolonge, chacun jusqu'à sa fin. `resiliee_le` : celle du marché d'un lot. `reunis` : les mois
    qui se publient ensemble (docs/decisions/0048) ; `None`, pour qui voit les personnes."""

    titre: str
    jour: date
    debut: date | None
    fin: date | None
    engagement: Decimal
    mois: ParMois
    dues: Sequence[Obligation] = ()
    resiliee_le: date | None = None
    lots: tuple[LotAPrevoir, ...] = ()
    reunis: Sequence[Periode] | None = None

    @cached_property
    def prevision(self) -> Prevision:
        """La règle `prevision` sur les mois déclarés de chaque lot : valider un mois tel quel n'y change rien. Publiée,
        sans le détail de son calcul : il dit ce qu'ont fait les seuls derniers mois."""
        prevue = prevision(FaitsPrevision(lots=self.lots, au=self.jour))
        return prevue if self.reunis is None else replace(prevue, detail=())

    @property
    def est_finie(self) -> bool:
        return self.fin is not None and self.fin < self.jour

    @property
    def reunit_des_mois(self) -> bool:
        """La courbe saute des fins de mois : la page le dit."""
        return any(len(periode) > 1 for periode in self.reunis or ())

    def a_decider_apres(self, jour: date) -> Decimal:
        """Les heures à décider des mois qui commencent après ce jour."""
        return sum((h.a_decider for m, h in self.mois.items() if m > jour), ZERO)

    @property
    def temps_ecoule(self) -> Decimal | None:
        """La part du temps écoulé, en pour cent, entre 0 et 100 ; `None` sans dates."""
        if self.debut is None or self.fin is None or self.fin <= self.debut:
            return None
        ecoule = Decimal((self.jour - self.debut).days) * 100 / (self.fin - self.debut).days
        return max(ZERO, min(Decimal(100), ecoule))

    @cached_property
    def courbe(self) -> Dessin | None:
        """Le dessin, avec son tableau ; `None` quand il n'y a pas encore de dates à montrer."""
        serie = self._series()
        return courbe_de_realisation(serie) if serie else None

    def _series(self) -> Realisation | None:
        jours = jours_de_la_courbe(self.dues)
        if not jours or self.debut is None or self.fin is None or self.fin <= self.debut:
            return None
        if not self.engagement and not self.mois:  # une part des heures travaillées, avant la première
            return None
        return Realisation(
            titre=self.titre,
            debut=self.debut,
            fin=self.fin,
            au=self.jour,
            engagement=self.engagement,
            attendu=((self.debut, ZERO), *courbe_attendue(self.dues, jours)),
            retenu=self._retenu,
            avec_a_decider=self._avec_a_decider(),
            prevision=self._fin_probable(self.fin),
        )

    def _fin_probable(self, fin: date) -> FinProbable | None:
        p = self.prevision
        if p.valeur is None or p.basse is None or p.haute is None or fin <= self.jour:
            return None
        return FinProbable(fin, p.basse, p.valeur, p.haute)

    @cached_property
    def _retenu(self) -> tuple[Releve, ...]:
        """Le cumul retenu ; publié, aux seules fins des mois réunis."""
        cumul = self._cumuler({m: h.retenu for m, h in self.mois.items() if h.retenu})
        if self.reunis is None:
            return cumul
        fins = {dernier_du_mois(periode[-1]) for periode in self.reunis}
        return tuple(releve for releve in cumul if releve[0] in fins or releve in (cumul[0], cumul[-1]))

    def _avec_a_decider(self) -> tuple[Releve, ...]:
        """Le cumul de ce qui est retenu ou attend ; publié, ce qui attend ne se dit qu'en tout, au dernier mois."""
        cumul = self._cumuler({m: h.retenu + h.a_decider for m, h in self.mois.items()})
        if self.reunis is None or not cumul:
            return cumul
        return (*(releve for releve in self._retenu if releve[0] < cumul[-1][0]), cumul[-1])

    def _cumuler(self, sommes: Mapping[date, Decimal]) -> tuple[Releve, ...]:
        """Le cumul à chaque fin de mois, du début jusqu'au dernier mois qui porte une ligne."""
        if not sommes or self.debut is None:
            return ()
        debut = min(self.debut, *sommes)
        mois = list(mois_de_la_periode(debut, max(sommes)))
        cumuls = accumulate(sommes.get(premier_du_mois(m), ZERO) for m in mois)
        return ((debut, ZERO), *((dernier_du_mois(m), c) for m, c in zip(mois, cumuls, strict=True)))


TITRE = "Heures retenues et trajectoire"


def suivre_l_operation(operation: Operation, jour: date) -> tuple[Chiffres, Trajectoire]:
    """Les chiffres de l'opération, et tous ses lots dans le temps. Onze requêtes au plus."""
    lots = lots_des_operations([operation.pk])
    mois = lire_les_mois(lot.pk for lot in lots)
    chiffres = Chiffres(jour, tuple(chiffres_des_lots(lots, jour, mois.heures)))
    tous, du = additionner(mois.par_lot.values()), chiffres.du
    dues = chiffres.obligations
    a_prevoir = tuple(_a_prevoir(o, mois.par_lot.get(o.lot_id, VIDE)) for o in dues)
    return chiffres, Trajectoire(TITRE, jour, du.debut, du.fin, chiffres.engagement, tous, dues, lots=a_prevoir)


def _a_prevoir(due: Obligation, mois: ParMois) -> LotAPrevoir:
    declares = ((m, h.retenu + h.a_decider) for m, h in mois.items())
    return LotAPrevoir(nom=due.nom, mois=tuple(HeuresDuMois(m, h) for m, h in declares if h), fin=due.fin)


class OperationSuivie:
    """Ce qui se montre d'une `operation` au `jour` : ses chiffres et sa trajectoire, lus ensemble et une fois."""

    operation: Operation
    jour: date

    @cached_property
    def _suivi(self) -> tuple[Chiffres, Trajectoire]:
        return suivre_l_operation(self.operation, self.jour)

    @property
    def chiffres(self) -> Chiffres:
        return self._suivi[0]

    @property
    def trajectoire(self) -> Trajectoire:
        return self._suivi[1]


def suivre_le_lot(lot: Lot, jour: date) -> tuple[ChiffresDuLot, Trajectoire]:
    """Les chiffres du lot, et le lot dans le temps. Dix requêtes au plus."""
    mois = lire_les_mois([lot.pk])
    (fiche,) = chiffres_des_lots([lot], jour, mois.heures)
    siens, du = mois.par_lot.get(lot.pk, VIDE), fiche.obligation
    if du is None:
        return fiche, Trajectoire(TITRE, jour, None, None, fiche.engagement, siens)
    lots = (_a_prevoir(du, siens),)
    return fiche, Trajectoire(TITRE, jour, du.debut, du.fin, fiche.engagement, siens, (du,), du.resilie_le, lots)
