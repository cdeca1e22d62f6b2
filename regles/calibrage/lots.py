"""Plusieurs lots à la fois : chacun pour soi et leur total, ou un volume partagé selon la main-d'œuvre."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calibrage.faits import (
    CENT,
    LIBELLES_METHODES,
    ZERO,
    Arrondi,
    DecisionCalibrage,
    FaitsCalibrage,
    LectureTotal,
    Methode,
    Sens,
    sans_arrondi,
)
from regles.calibrage.methodes import calibrer
from regles.calibrage.volume import arrondir_volume
from regles.exigences import CalibrageImpossible, exiger
from regles.metiers import METIERS, TABLE
from regles.references import CALIBRAGE_ARRONDI, CALIBRAGE_MAIN_D_OEUVRE, CALIBRAGE_NPNRU
from regles.repartition import Membre, Repartition, repartir
from regles.socle import Decision, LigneDeCalcul, forme, regle
from regles.typographie import INSECABLE, euros, heures
from regles.vocabulaire import Dit, Heures, Jour, Parmi


@dataclass(frozen=True, kw_only=True)
class DecisionLots(Decision):
    """`valeur` est le total affiché ; `somme` celle des lignes, `arrondi_une_fois` celui du tout, et leur écart."""

    valeur: Annotated[Heures, Dit("Le total affiché.", "total", "volume", nom="heures")]
    lots: tuple[tuple[str, DecisionCalibrage], ...] = ()
    somme: Annotated[Heures, Dit("Somme des lignes arrondies.")] = ZERO
    arrondi_une_fois: Annotated[Heures, Dit("Arrondi fait une fois sur le tout.")] = ZERO

    @property
    def par_lot(self) -> Annotated[dict[str, Decimal], Dit("Heures de chaque lot.", nom="lots")]:
        return {nom: decision.valeur or ZERO for nom, decision in self.lots}

    @property
    def ecart(self) -> Decimal:
        return self.arrondi_une_fois - self.somme


@regle(CALIBRAGE_MAIN_D_OEUVRE, CALIBRAGE_NPNRU, depuis=date(2014, 1, 1), rend="heures", aussi=("calibrage des lots",))
def calibrer_lots(
    lots: tuple[tuple[str, FaitsCalibrage], ...], jour: date, total: LectureTotal = LectureTotal.SOMME
) -> DecisionLots:
    """Chaque lot à son calcul, et le total : somme des lignes arrondies, ou arrondi une fois sur le tout."""
    if len({nom for nom, _ in lots}) != len(lots):
        raise CalibrageImpossible("nom", "Deux lots portent le même nom : distinguez-les.")
    decisions = tuple((nom, _un_lot(nom, faits, jour)) for nom, faits in lots)
    return totaliser(decisions, {(f.arrondi, f.sens) for _, f in lots}, total)


def _un_lot(nom: str, faits: FaitsCalibrage, jour: date) -> DecisionCalibrage:
    try:
        return calibrer(faits, jour)
    except CalibrageImpossible as refus:
        raise CalibrageImpossible(refus.champ, f"Lot « {nom} ». {refus.message}") from refus


def totaliser(
    decisions: tuple[tuple[str, DecisionCalibrage], ...],
    arrondis: set[tuple[Arrondi, Sens]],
    total: LectureTotal = LectureTotal.SOMME,
) -> DecisionLots:
    """Le total de lots déjà calculés ; l'arrondi fait une fois demande que tous aient le même."""
    somme = sum((d.valeur or ZERO for _, d in decisions), ZERO)
    brut = sum((d.brut for _, d in decisions if not d.sans_clause), ZERO)
    une_fois = arrondir_volume(brut, *arrondis.copy().pop()) if len(arrondis) == 1 else somme
    est_global = total == LectureTotal.GLOBAL
    if est_global and len(arrondis) > 1:
        raise CalibrageImpossible("arrondi", "Un total arrondi une seule fois demande le même arrondi partout.")
    lues = ("la somme des lignes arrondies", "l'arrondi fait une fois sur le tout")
    lu, autre = reversed(lues) if est_global else lues
    avis: tuple[str, ...] = ()
    if une_fois != somme:
        avis = (f"Le total affiché est {lu} ; {autre} donne {heures(somme if est_global else une_fois)}.",)
    references = tuple(dict.fromkeys(r for _, d in decisions for r in d.references)) or (CALIBRAGE_MAIN_D_OEUVRE,)
    return DecisionLots(
        valeur=une_fois if est_global else somme,
        motif=f"Total de {len(decisions)} lots : {lu}." if len(decisions) > 1 else "Un seul lot.",
        references=references,
        detail=tuple(LigneDeCalcul(nom, "", d.valeur or ZERO) for nom, d in decisions),
        avertissements=avis,
        lots=decisions,
        somme=somme,
        arrondi_une_fois=une_fois,
    )


@regle(CALIBRAGE_MAIN_D_OEUVRE, CALIBRAGE_ARRONDI, depuis=date(2014, 1, 1), rend="lots", aussi=("partage entre lots",))
def repartir_entre_lots(
    volume: Decimal, lots: tuple[tuple[str, FaitsCalibrage], ...], arrondi: Arrondi = Arrondi.UNITE
) -> Repartition:
    """Un volume voulu pour l'ensemble, partagé entre les lots selon ce que chacun paie de main-d'œuvre."""
    total = arrondir_volume(exiger("heures", volume), arrondi)
    poids = tuple(Membre(nom=nom, poids=_main_d_oeuvre(nom, faits)) for nom, faits in lots)
    partage = repartir(total, poids, precision=arrondi.pas)
    avis = partage.avertissements
    if total != volume:
        avis += (f"Le volume voulu, {heures(volume)}, est d'abord arrondi à {heures(total)}.",)
    return replace(
        partage,
        motif=f"{heures(total)} partagées selon la main-d'œuvre de chaque lot, au pas de {heures(arrondi.pas)}.",
        references=(CALIBRAGE_MAIN_D_OEUVRE, CALIBRAGE_ARRONDI),
        detail=tuple(LigneDeCalcul(p.membre, f"main-d'œuvre, {euros(p.poids)}", p.heures) for p in partage.parts),
        avertissements=avis,
    )


def _main_d_oeuvre(nom: str, faits: FaitsCalibrage) -> Decimal:
    try:
        montant = exiger("montant_ht", faits.montant_ht)
        return montant * exiger("part_main_d_oeuvre", faits.part_main_d_oeuvre) / CENT
    except CalibrageImpossible as refus:
        raise CalibrageImpossible(refus.champ, f"Lot « {nom} ». {refus.message}") from refus


# Ce qu'un cas donne : un lot dont un métier dit la part de main-d'œuvre et le coût, et le nom quand ils sont plusieurs.


@dataclass(frozen=True, kw_only=True)
class LotEcrit(FaitsCalibrage):
    """Un lot tel qu'on l'écrit. Sans méthode, c'est la main-d'œuvre, ou le volume donné s'il y en a un."""

    # Ce que le cas dit remplace ce que la règle lit : tus, « arrondi » et « sens » valent l'usage.
    methode: Methode = Methode.MAIN_D_OEUVRE
    methode_dite: Annotated[
        Methode | None,
        Dit("La méthode.", "formule", nom="methode", defaut="main_d_oeuvre (fixe si `heures` est donné)"),
    ] = None
    metier: Annotated[str | None, Parmi(dict.fromkeys(METIERS, ())), Dit("Un métier de la table.", "corps d'état")] = (
        None
    )
    arrondi: Arrondi = Arrondi.UNITE
    sens: Sens = Sens.PROCHE
    # Ce que le cas donne et que la méthode ne lit pas ; ce qui est écrit au-dessus de plusieurs lots n'en est pas.
    ignores: tuple[str, ...] = ()
    # « » : le cas n'en dit rien (« aucun » en dit quelque chose).
    arrondi_dit: Annotated[
        Arrondi, Dit("Le pas de l'arrondi.", "pas", nom="arrondi", defaut="unite, si la méthode arrondit")
    ] = ""  # type: ignore[assignment]
    sens_dit: Annotated[Sens, Dit("Au plus proche (la demie monte) ou en dessous.", nom="sens", defaut="proche")] = ""  # type: ignore[assignment]

    def __post_init__(self) -> None:
        deduite = Methode.MAIN_D_OEUVRE if self.heures is None else Methode.FIXE
        object.__setattr__(self, "methode", self.methode_dite or deduite)
        dits = {"arrondi": self.arrondi_dit, "sens": self.sens_dit}
        perdu = next((champ for champ, dit in dits.items() if dit and dit != Arrondi.AUCUN), "")
        if perdu and not self.s_arrondit:
            raise CalibrageImpossible(perdu, f"{sans_arrondi(self.methode)} Ôtez « {perdu} », ou changez de méthode.")
        object.__setattr__(self, "arrondi", self.arrondi_dit or Arrondi.UNITE)
        object.__setattr__(self, "sens", self.sens_dit or Sens.PROCHE)
        object.__setattr__(self, "ignores", self.sans_effet)
        # En ANRU, la part et le coût vont par deux : ceux de la convention, non ceux du métier.
        metier = TABLE[self.metier] if self.metier and self.methode != Methode.ANRU else None
        for champ in ("part_main_d_oeuvre", "cout_horaire"):
            if metier and getattr(self, champ) is None:
                object.__setattr__(self, champ, getattr(metier, champ))


@dataclass(frozen=True, kw_only=True)
class LotNomme(LotEcrit):
    """Un lot parmi d'autres."""

    nom: Annotated[str, Dit("Nom du lot.", "lot")]


_Lots = Annotated[
    tuple[LotNomme, ...],
    Dit(
        "Les lots, chacun avec ses champs ; ce qui leur est commun s'écrit une fois.",
        table=("nom", "montant_ht"),
        commun=True,
    ),
]


@forme("calibrer")
def _calibrer(lot: LotEcrit, jour: Jour) -> DecisionCalibrage:
    decision = calibrer(lot, jour)
    if not lot.ignores:
        return decision
    noms, methode = " », « ".join(lot.ignores), LIBELLES_METHODES[lot.methode]
    avis = f"« {noms} »{INSECABLE}: la méthode « {methode} » ne le lit pas, et il est sans effet ici."
    return replace(decision, avertissements=(*decision.avertissements, avis))


@forme("calibrer_lots")
def _calibrer_lots(
    lots: _Lots,
    jour: Jour,
    total: Annotated[LectureTotal, Dit("Le total affiché.", "lecture du total")] = LectureTotal.SOMME,
) -> DecisionLots:
    return calibrer_lots(tuple((lot.nom, lot) for lot in lots), jour, total)


@forme("repartir_entre_lots")
def _repartir_entre_lots(
    volume: Annotated[Heures, Dit("Volume à partager.", "volume à partager")],
    lots: _Lots,
    arrondi: Annotated[Arrondi, Dit("Le pas de l'arrondi.", "pas")] = Arrondi.UNITE,
) -> Repartition:
    return repartir_entre_lots(volume, tuple((lot.nom, lot) for lot in lots), arrondi)
