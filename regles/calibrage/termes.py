"""Du volume retenu aux termes de la clause. La part de main-d'œuvre a servi au calcul : elle n'en sort jamais."""

from dataclasses import dataclass
from datetime import date

from regles.calibrage.faits import ZERO
from regles.engagement import engagement
from regles.exigences import exiger
from regles.formules import famille
from regles.formules.contrat import ChoixDeFormule, Formule
from regles.formules.faits import Tranche
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import heures, nombre


@dataclass(frozen=True, kw_only=True)
class TermesDeClause(Decision):
    """`valeur` : ce que ces termes feront devoir, aux estimations ; `clause` : les termes à écrire."""

    clause: Formule
    tranches: tuple[Tranche, ...] = ()
    phrase: str = ""


@regle(CONVENTION_MARCHE, CCP_L2112_2, depuis=date(2019, 4, 1))
def termes_de_la_clause(choix: ChoixDeFormule) -> TermesDeClause:
    """Les termes à écrire pour la formule choisie, et les heures qu'ils feront devoir aux estimations."""
    exiger("heures", choix.volume)
    visee = famille(choix.formule).viser(choix)
    du = engagement(visee)
    donne = (du.valeur or ZERO) + du.possible
    avis = tuple(filter(None, (visee.clause.inconnu(visee),)))
    if not avis and donne != choix.volume:
        ecart = f"{'+' if donne > choix.volume else ''}{nombre(donne - choix.volume)}"
        avis = (f"Ces termes donnent {heures(donne)} pour {heures(choix.volume)} visées ({ecart}).",)
    visee_en_heures = LigneDeCalcul("Volume visé", "", choix.volume)
    return TermesDeClause(
        valeur=donne, motif=visee.clause.phrase(), references=(CONVENTION_MARCHE, CCP_L2112_2),
        detail=(visee_en_heures, *du.detail), avertissements=avis, clause=visee.clause, tranches=visee.tranches,
        phrase=visee.clause.phrase(),
    )  # fmt: skip
