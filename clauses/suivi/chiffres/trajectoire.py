"""La trajectoire : ce qui est retenu mois après mois, la courbe attendue, la prévision à la fin.

D'un lot, d'une part ou d'une opération : les mêmes règles, les mêmes sommes faites par la base.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from uuid import UUID

from clauses.fond.socle.graphiques import Dessin, Realisation, Releve, courbe_de_realisation
from clauses.fond.socle.graphiques import Prevision as FinProbable
from clauses.suivi.chiffres.cinq_chiffres import Chiffres, ChiffresDuLot, Heures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.marches.obligations import Obligation, courbe_attendue, jours_de_la_courbe
from regles.calendrier import dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.trajectoire import FaitsPrevision, HeuresDuMois, Prevision, prevision

ZERO = Decimal(0)
ParMois = Mapping[date, Heures]
VIDE: ParMois = {}


def heures_par_mois(lots: Iterable[UUID]) -> dict[UUID, ParMois]:
    """{lot: {premier du mois: ses heures}}, dans l'ordre, en une requête. Un cumul repris d'un autre outil se
    répartit également sur ses mois : on ne sait rien de plus, et tout mettre au dernier fausserait le rythme."""
    sommes: dict[UUID, dict[date, Heures]] = defaultdict(dict)
    lignes = LigneHeures.objects.actifs().filter(lot_id__in=list(lots)).additionnees("lot_id", "mois", "depuis")
    for ligne in lignes:
        couverts = mois_de_la_periode(ligne["depuis"] or ligne["mois"], ligne["mois"])
        part = Heures(ligne["declare"] / len(couverts), ligne["retenu"] / len(couverts))
        if part:
            siennes = sommes[ligne["lot_id"]]
            for mois in couverts:
                siennes[mois] = siennes.get(mois, Heures()) + part
    return {lot: dict(sorted(mois.items())) for lot, mois in sommes.items()}


def additionner(de: Iterable[ParMois]) -> ParMois:
    """Les mois de plusieurs lots, additionnés, dans l'ordre."""
    sommes: dict[date, Heures] = defaultdict(Heures)
    for mois in de:
        for jour, heures in mois.items():
            sommes[jour] += heures
    return dict(sorted(sommes.items()))


@dataclass(frozen=True)
class Trajectoire:
    """Un lot ou une opération dans le temps. `dues` : les obligations dont la courbe attendue est la somme.
    `resiliee_le` : celle du marché d'un lot."""

    titre: str
    jour: date
    debut: date | None
    fin: date | None
    engagement: Decimal
    mois: ParMois
    dues: Sequence[Obligation] = ()
    resiliee_le: date | None = None

    @cached_property
    def prevision(self) -> Prevision:
        """La règle `prevision` sur les mois retenus."""
        retenus = tuple(HeuresDuMois(m, h.retenu) for m, h in self.mois.items() if h.retenu)
        return prevision(FaitsPrevision(mois=retenus, fin=self.fin))

    @property
    def est_finie(self) -> bool:
        return self.fin is not None and self.fin < self.jour

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
        return Realisation(
            titre=self.titre, debut=self.debut, fin=self.fin, au=self.jour, engagement=self.engagement,
            attendu=((self.debut, ZERO), *courbe_attendue(self.dues, jours)),
            retenu=self._cumuler({m: h.retenu for m, h in self.mois.items() if h.retenu}),
            declare=self._cumuler({m: h.retenu + h.declare for m, h in self.mois.items()}),
            prevision=self._fin_probable(self.fin),
        )  # fmt: skip

    def _fin_probable(self, fin: date) -> FinProbable | None:
        p = self.prevision
        if p.valeur is None or p.basse is None or p.haute is None or fin <= self.jour:
            return None
        return FinProbable(fin, p.basse, p.valeur, p.haute)

    def _cumuler(self, sommes: Mapping[date, Decimal]) -> tuple[Releve, ...]:
        """Le cumul à chaque fin de mois, du début jusqu'au dernier mois qui porte une ligne."""
        if not sommes or self.debut is None:
            return ()
        debut = min(self.debut, *sommes)
        mois = list(mois_de_la_periode(debut, max(sommes)))
        cumuls = accumulate(sommes.get(premier_du_mois(m), ZERO) for m in mois)
        return ((debut, ZERO), *((dernier_du_mois(m), c) for m, c in zip(mois, cumuls, strict=True)))


def trajectoire_de_l_operation(chiffres: Chiffres, titre: str = "Heures retenues et trajectoire") -> Trajectoire:
    """Celle de tous les lots ensemble. Une requête, sans compter ce que `chiffres` a déjà lu."""
    par_lot = heures_par_mois(fiche.lot.pk for fiche in chiffres.lots)
    return Trajectoire(
        titre=titre, jour=chiffres.jour, debut=chiffres.du.debut, fin=chiffres.du.fin, engagement=chiffres.engagement,
        mois=additionner(par_lot.values()), dues=chiffres.obligations,
    )  # fmt: skip


def trajectoire_du_lot(fiche: ChiffresDuLot, jour: date, titre: str = "Heures retenues et trajectoire") -> Trajectoire:
    """Celle d'un lot. Une requête."""
    mois = heures_par_mois([fiche.lot.pk]).get(fiche.lot.pk, VIDE)
    du = fiche.obligation
    if du is None:
        return Trajectoire(titre, jour, None, None, fiche.engagement, mois)
    return Trajectoire(titre, jour, du.debut, du.fin, fiche.engagement, mois, (du,), du.resilie_le)
