"""Du volume retenu aux termes de la clause. La part de main-d'œuvre a servi au calcul : elle n'en sort jamais."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from regles.calibrage.faits import ZERO, CalibrageImpossible, TrancheVisee, exiger
from regles.calibrage.volume import heures_par_tranche
from regles.clause import (
    AssietteSeuil,
    Clause,
    FaitsEngagement,
    Formule,
    LectureSeuil,
    LectureTranches,
    Mouvement,
    NatureTranche,
    Tranche,
    phrase_de_la_clause,
)
from regles.engagement import engagement
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import heures, nombre

UNITE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class ChoixDeFormule:
    """La formule retenue et ce qu'elle demande. `taux` : celui des heures travaillées, seul taux qu'on écrive."""

    formule: Formule
    volume: Decimal
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    taux: Decimal | None = None
    montant_tranche_ht: Decimal | None = None
    heures_par_tranche: Decimal | None = None
    seuil_ht: Decimal = ZERO
    lecture_tranches: LectureTranches = LectureTranches.ENTIERES
    lecture_seuil: LectureSeuil = LectureSeuil.RETROACTIF
    assiette_seuil: AssietteSeuil = AssietteSeuil.FACTURE
    tranches: tuple[TrancheVisee, ...] = ()
    heures_travaillees: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class TermesDeClause(Decision):
    """`valeur` : ce que ces termes feront devoir, aux estimations ; `clause` : les termes à écrire."""

    clause: Clause
    tranches: tuple[TrancheVisee, ...] = ()
    phrase: str = ""


def _annuelle(choix: ChoixDeFormule) -> tuple[Clause, FaitsEngagement]:
    duree = int(exiger("duree_mois", choix.duree_mois))
    par_an = (choix.volume * 12 / duree).to_integral_value(rounding=ROUND_HALF_UP)
    clause = Clause(formule=Formule.ANNUELLE, heures_par_an=par_an)
    return clause, FaitsEngagement(clause=clause, duree_initiale_mois=duree)


def _facturation(choix: ChoixDeFormule) -> tuple[Clause, FaitsEngagement]:
    montant = exiger("montant_ht", choix.montant_ht)
    tranche = exiger("montant_tranche_ht", choix.montant_tranche_ht)
    if choix.heures_par_tranche is not None:
        par_tranche = exiger("heures_par_tranche", choix.heures_par_tranche)
    else:
        par_tranche = heures_par_tranche(choix.volume, montant, tranche).valeur or ZERO
    if par_tranche == 0:
        raise CalibrageImpossible(
            "montant_tranche_ht", "Moins d'une demi-heure par tranche : prenez une tranche plus grande."
        )
    clause = Clause(
        formule=Formule.FACTURATION, heures_par_tranche=par_tranche, montant_tranche_ht=tranche,
        seuil_ht=choix.seuil_ht, lecture_tranches=choix.lecture_tranches, lecture_seuil=choix.lecture_seuil,
        assiette_seuil=choix.assiette_seuil,
    )  # fmt: skip
    return clause, FaitsEngagement(clause=clause, factures=(Mouvement(jour=date.min, montant_ht=montant),))


def _tranches(choix: ChoixDeFormule) -> tuple[Clause, FaitsEngagement]:
    if not any(t.nature == NatureTranche.FERME for t in choix.tranches):
        raise CalibrageImpossible("tranches", "Donnez au moins la tranche ferme et ses heures.")
    clause = Clause(formule=Formule.TRANCHES)
    posees = tuple(Tranche(nature=t.nature, heures=exiger("heures", t.heures), nom=t.nom) for t in choix.tranches)
    return clause, FaitsEngagement(clause=clause, tranches=posees)


def _pourcentage(choix: ChoixDeFormule) -> tuple[Clause, FaitsEngagement]:
    clause = Clause(formule=Formule.POURCENTAGE, taux=exiger("taux", choix.taux))
    if choix.heures_travaillees is None:
        return clause, FaitsEngagement(clause=clause)
    return clause, FaitsEngagement(clause=clause, heures_travaillees_prevues=choix.heures_travaillees)


def _fixe(choix: ChoixDeFormule) -> tuple[Clause, FaitsEngagement]:
    clause = Clause(formule=Formule.FIXE, heures=choix.volume)
    return clause, FaitsEngagement(clause=clause)


_FORMULES = {
    Formule.FIXE: _fixe,
    Formule.ANNUELLE: _annuelle,
    Formule.TRANCHES: _tranches,
    Formule.POURCENTAGE: _pourcentage,
    Formule.FACTURATION: _facturation,
}


@regle(CONVENTION_MARCHE, CCP_L2112_2, depuis=date(2019, 4, 1))
def termes_de_la_clause(choix: ChoixDeFormule) -> TermesDeClause:
    """Les termes à écrire pour la formule choisie, et les heures qu'ils feront devoir aux estimations."""
    exiger("heures", choix.volume)
    clause, faits = _FORMULES[choix.formule](choix)
    du = engagement(faits)
    donne = (du.valeur or ZERO) + du.possible
    avis: tuple[str, ...] = ()
    if choix.formule == Formule.POURCENTAGE and choix.heures_travaillees is None:
        avis = ("Les heures travaillées ne sont pas estimées : le volume dû ne se saura qu'à l'exécution.",)
    elif donne != choix.volume:
        ecart = f"{'+' if donne > choix.volume else ''}{nombre(donne - choix.volume)}"
        avis = (f"Ces termes donnent {heures(donne)} pour {heures(choix.volume)} visées ({ecart}).",)
    visee = LigneDeCalcul("Volume visé", "", choix.volume)
    return TermesDeClause(
        valeur=donne, motif=phrase_de_la_clause(clause), references=(CONVENTION_MARCHE, CCP_L2112_2),
        detail=(visee, *du.detail), avertissements=avis, clause=clause, tranches=choix.tranches,
        phrase=phrase_de_la_clause(clause),
    )  # fmt: skip
