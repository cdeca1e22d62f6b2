"""Du volume retenu aux termes de la clause. La part de main-d'œuvre a servi au calcul : elle n'en sort jamais."""

from dataclasses import dataclass, make_dataclass
from datetime import date
from typing import Annotated

from regles.calibrage.faits import ZERO
from regles.engagement import engagement
from regles.exigences import exiger
from regles.formules import PREMIERE, famille, famille_de_cle, tous_les_termes
from regles.formules.contrat import ChoixDeFormule, Formule
from regles.formules.faits import Tranche
from regles.formules.termes import Nature
from regles.lot_ecrit import FORMULES, en_champ
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import Decision, LigneDeCalcul, forme, regle
from regles.typographie import heures, nombre
from regles.vocabulaire import Dit, Heures, Parmi, champs_annotes


@dataclass(frozen=True, kw_only=True)
class TermesDeClause(Decision):
    """`valeur` : ce que ces termes feront devoir, aux estimations ; `clause` : les termes à écrire."""

    valeur: Annotated[Heures, Dit("Ce que ces termes donnent aux estimations.", "volume obtenu", nom="heures")]
    clause: Formule
    tranches: tuple[Tranche, ...] = ()
    phrase: Annotated[str, Dit("Un passage de la clause en toutes lettres.")] = ""

    @property
    def heures_par_tranche(self) -> Annotated[Heures | None, Dit("Heures par tranche de facturation.")]:
        return getattr(self.clause, "heures_par_tranche", None)

    @property
    def heures_par_an(self) -> Annotated[Heures | None, Dit("Heures par an.")]:
        return getattr(self.clause, "heures_par_an", None)


@regle(CONVENTION_MARCHE, CCP_L2112_2, depuis=date(2019, 4, 1), rend="heures", aussi=("termes",))
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
        valeur=donne,
        motif=visee.clause.phrase(),
        references=(CONVENTION_MARCHE, CCP_L2112_2),
        detail=(visee_en_heures, *du.detail),
        avertissements=avis,
        clause=visee.clause,
        tranches=visee.tranches,
        phrase=visee.clause.phrase(),
    )


_LECTURES = [en_champ(terme) for terme in tous_les_termes().values() if terme.nature == Nature.CHOIX]
# Les choix de formule tels qu'un cas les écrit : la formule par son nom, les lectures une à une.
_ChoixEcrits = make_dataclass(
    "_ChoixEcrits",
    [
        ("formule", Annotated[str, Parmi(FORMULES), Dit("La formule de la clause.")], PREMIERE.cle()),
        *champs_annotes(ChoixDeFormule, "formule", "lectures"),
        *_LECTURES,
    ],
    kw_only=True,
    frozen=True,
)


@forme("termes_de_la_clause")
def _termes(choix: _ChoixEcrits) -> TermesDeClause:  # type: ignore[valid-type]
    dits = dict(vars(choix))
    lectures = {nom: lu for nom, *_ in _LECTURES if (lu := dits.pop(nom)) is not None}
    dits["formule"] = famille_de_cle(dits["formule"]).code
    return termes_de_la_clause(ChoixDeFormule(lectures=lectures, **dits))
