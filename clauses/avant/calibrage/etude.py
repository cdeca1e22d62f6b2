"""Le calibrage d'un projet, lu d'un coup : chaque lot calculé, ses lectures, son verdict, ce qui est retenu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from clauses.avant.calibrage.comparables import MarcheComparable, Ressemblant, candidats, comparables_du_lot
from clauses.avant.calibrage.entrees import CHAMPS_DE_LA_METHODE, Entrees, changes_depuis, entrees_du_lot, saisie_de
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.offre import RAYON_KM, Offre, offre_locale
from clauses.avant.calibrage.tables import LigneDeTable, table_de
from clauses.avant.opportunite.models import ChoixDInstrument
from clauses.avant.projets.models import LotProjet, Projet
from regles import calibrage as regles
from regles.faisabilite import DecisionFaisabilite, FaitsFaisabilite, faisabilite
from regles.opportunite.recommandation import SANS_CLAUSE

ZERO = Decimal(0)


@dataclass(frozen=True)
class Decor:
    """Ce que tous les lots d'un projet partagent, lu une fois."""

    projet: Projet
    jour: date
    lots: tuple[LotProjet, ...]
    table: Mapping[str, LigneDeTable]
    marches: Sequence[MarcheComparable]
    offre: Offre
    retenus: Mapping[Any, Calibrage]
    sans_clause: frozenset[Any] = frozenset()

    @property
    def est_seul(self) -> bool:
        return len(self.lots) == 1


@dataclass(frozen=True)
class LotCalibre:
    """Un lot et son calcul. `decision` nulle : `refus` dit ce qui manque, et `champ` où le donner.
    `changes` : ce que la fiche dit autrement depuis que le volume a été retenu."""

    decor: Decor
    entrees: Entrees
    retenu: Calibrage | None = None
    decision: regles.DecisionCalibrage | None = None
    changes: frozenset[str] = frozenset()
    refus: str = ""
    champ: str = ""

    @property
    def lot(self) -> LotProjet:
        return self.entrees.lot

    @property
    def nom(self) -> str:
        return str(self.lot)

    @property
    def est_classe_sans_clause(self) -> bool:
        """L'étude d'opportunité a choisi de ne pas en poser sur ce lot."""
        return self.lot.pk in self.decor.sans_clause

    @property
    def est_a_revoir(self) -> bool:
        """La fiche a changé depuis que ce volume a été retenu."""
        return bool(self.changes) and not self.est_classe_sans_clause

    @property
    def heures(self) -> Decimal | None:
        return self.decision.valeur if self.decision else None

    @cached_property
    def lectures(self) -> regles.Lectures | None:
        if self.heures is None:
            return None
        return regles.lectures_du_volume(self.heures, self.decor.jour, duree_mois=self.entrees.duree_mois)

    @cached_property
    def comparables(self) -> list[Ressemblant]:
        cpv = self.lot.cpv or self.decor.projet.cpv
        return comparables_du_lot(self.decor.marches, self.entrees.metier, cpv)

    @cached_property
    def verdict(self) -> DecisionFaisabilite | None:
        """Le verdict du volume calculé."""
        if self.decision is None:
            return None
        lues = self.entrees
        compte, de_tous_metiers = self.decor.offre.du_metier(lues.metier)
        faits = FaitsFaisabilite(
            heures=self.decision.valeur or ZERO,
            duree_mois=lues.duree_mois,
            montant_ht=lues.valeur("montant_ht"),
            travail=self.decision.travail or self._travail_estime,
            effectif=lues.valeur("effectif"),
            taux=lues.valeur("taux") if "taux" in CHAMPS_DE_LA_METHODE[lues.methode] else None,
            fournisseurs=compte,
            fournisseurs_tous_metiers=de_tous_metiers,
            rayon_km=RAYON_KM if compte is not None else None,
            comparables=tuple(c.marche.pour_la_regle() for c in self.comparables),
            refus=self.decision.motif if self.decision.sans_clause else "",
        )
        return faisabilite(faits, self.decor.jour)

    @property
    def _travail_estime(self) -> Decimal | None:
        """Toutes les heures du marché, quand la méthode ne les dit pas mais que le métier les laisse estimer."""
        valeurs = [self.entrees.valeur(champ) for champ in ("montant_ht", "part_main_oeuvre", "cout_horaire")]
        if any(not valeur for valeur in valeurs):
            return None
        return regles.travail_paye(*valeurs)


@dataclass(frozen=True)
class Etude:
    """Tous les lots d'un projet, et leurs totaux."""

    decor: Decor
    lots: tuple[LotCalibre, ...]

    @property
    def projet(self) -> Projet:
        return self.decor.projet

    @cached_property
    def calcules(self) -> list[LotCalibre]:
        return [lot for lot in self.lots if lot.decision is not None]

    @cached_property
    def total(self) -> regles.DecisionLots | None:
        """La somme des volumes calculés, et l'écart avec un arrondi fait une fois ; `None` sans aucun calcul."""
        decisions = tuple((lot.nom, lot.decision) for lot in self.calcules if lot.decision is not None)
        arrondis = {(faits.arrondi, faits.sens) for faits in (lot.entrees.faits() for lot in self.calcules)}
        return regles.totaliser(decisions, arrondis) if decisions else None

    @property
    def retenus(self) -> list[Calibrage]:
        """Ceux qui deviendront des clauses : un lot classé sans clause après coup n'en est plus."""
        return [lot.retenu for lot in self.lots if lot.retenu is not None and not lot.est_classe_sans_clause]

    @property
    def a_revoir(self) -> list[LotCalibre]:
        return [lot for lot in self.lots if lot.est_a_revoir]

    @property
    def total_retenu(self) -> Decimal:
        return sum((calibrage.heures_retenues for calibrage in self.retenus), ZERO)

    @property
    def est_tout_retenu(self) -> bool:
        """Chaque lot a son volume retenu, ou l'étude d'opportunité l'a classé sans clause."""
        manquants = [lot for lot in self.lots if lot.retenu is None and not lot.est_classe_sans_clause]
        return bool(self.retenus) and not manquants


def decor_de(projet: Projet, jour: date) -> Decor:
    """Ce que les lots partagent, en un nombre de requêtes qui ne dépend pas d'eux."""
    lots = tuple(projet.lots.actifs().order_by("tri", "pk"))
    choisis_sans = ChoixDInstrument.objects.actifs().filter(lot_projet__projet=projet, instrument=SANS_CLAUSE)
    retenus = Calibrage.objects.actifs().retenus().filter(lot_projet__in=[lot.pk for lot in lots])
    return Decor(
        projet=projet,
        jour=jour,
        lots=lots,
        table=table_de(projet.porteuse, jour),
        marches=candidats(projet, jour),
        offre=offre_locale(projet),
        retenus={calibrage.lot_projet_id: calibrage for calibrage in retenus},
        sans_clause=frozenset(choisis_sans.values_list("lot_projet_id", flat=True)),
    )


def calibrer_le_lot(
    decor: Decor, lot: LotProjet, saisie: Mapping[str, Any], *, depuis_le_retenu: bool = True
) -> LotCalibre:
    """Un lot avec ce que l'on a saisi, par-dessus ce qui était retenu ou non. Aucune requête."""
    retenu = decor.retenus.get(lot.pk)
    changes = changes_depuis(retenu, lot, decor.projet, seul=decor.est_seul) if retenu else frozenset()
    acquis = saisie_de(retenu) if retenu and depuis_le_retenu else {}
    # Un autre métier a sa part et son coût ; ce que la fiche dit désormais l'emporte sur ce qui avait été retenu.
    oublies = changes | ({"part_main_oeuvre", "cout_horaire"} if "metier" in changes else set())
    acquis = {champ: valeur for champ, valeur in acquis.items() if champ not in oublies}
    entrees = entrees_du_lot(
        lot, decor.projet, seul=decor.est_seul, table=decor.table, saisie=saisie, jour=decor.jour, acquis=acquis
    )
    try:
        return LotCalibre(decor, entrees, retenu, regles.calibrer(entrees.faits(), decor.jour), changes)
    except regles.CalibrageImpossible as refus:
        champ = _CHAMPS.get(refus.champ, refus.champ)
        return LotCalibre(decor, entrees, retenu, changes=changes, refus=refus.message, champ=champ)


_CHAMPS = {"part_main_d_oeuvre": "part_main_oeuvre", "heures": "heures_donnees"}


def etude_du_projet(projet: Projet, jour: date, commune: Mapping[str, Any] | None = None) -> Etude:
    """Tous les lots calculés ; `commune` : taux, arrondi ou sens mis d'un coup à tous."""
    decor = decor_de(projet, jour)
    return Etude(decor, tuple(calibrer_le_lot(decor, lot, commune or {}) for lot in decor.lots))
