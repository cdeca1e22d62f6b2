"""Ce qu'une répartition publiée tait, pour qu'aucune case ne désigne quelqu'un."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.parametres import SEUIL_DE_PUBLICATION
from regles.references import DOCTRINE_PUBLICATION
from regles.socle import Decision, regle
from regles.typographie import accorder
from regles.vocabulaire import Dit


@dataclass(frozen=True, kw_only=True)
class DecisionPublication(Decision):
    """`tues` : les cases qui se taisent, dans l'ordre donné."""

    tues: Annotated[tuple[Annotated[str, "texte"], ...], Dit("Les cases qui se taisent, toutes.", "masquées")] = ()
    unite: str = ""


@regle(DOCTRINE_PUBLICATION, depuis=date(2021, 1, 1), rend="tues", aussi=("masquer", "petites cases"))
def cases_a_taire(
    cases: Annotated[Mapping[str, Decimal], Dit("Personnes de chaque case.", "personnes", "effectifs")],
) -> DecisionPublication:
    """Cases d'une répartition publiée qui se taisent : celles de trop peu de personnes, et celle qu'un total
    trahirait."""
    tues = {nom for nom, personnes in cases.items() if personnes < SEUIL_DE_PUBLICATION}
    petites = len(tues)
    while tues and len(tues) < len(cases) and (len(tues) < 2 or sum(cases[n] for n in tues) < SEUIL_DE_PUBLICATION):
        tues.add(min((nom for nom in cases if nom not in tues), key=lambda nom: cases[nom]))
    motif = "Chaque case compte assez de personnes pour se montrer."
    if petites:
        motif = f"{accorder(petites, 'case')} de moins de {accorder(SEUIL_DE_PUBLICATION, 'personne')}."
    if len(tues) > petites:
        motif += " Ce qu'elles taisent se déduirait du total : la plus petite des autres se tait aussi."
    return DecisionPublication(
        valeur=Decimal(len(tues)),
        motif=motif,
        references=(DOCTRINE_PUBLICATION,),
        tues=tuple(nom for nom in cases if nom in tues),
    )


Presence = tuple[Hashable, date, Hashable]  # (case, premier du mois, personne)
Periode = tuple[date, ...]  # les premiers de ses mois


def periodes_publiees(presences: Iterable[Presence], sur: Sequence[Periode] = ()) -> tuple[Periode, ...]:
    """Les mois, réunis jusqu'à ce que chaque case où quelqu'un paraît y compte assez de personnes ; à défaut, tous
    ensemble : ce total-là est celui de l'entreprise. `sur` : des périodes déjà publiées, que celles-ci réunissent sans
    les couper, pour qu'aucune différence des unes et des autres ne rende un mois.
    """
    par_mois: dict[date, dict[Hashable, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for case, mois, personne in presences:
        par_mois[mois][case].add(personne)
    periodes: list[Periode] = []
    reste: Periode = ()
    for bloc in sur or [(mois,) for mois in sorted(par_mois)]:
        reste += tuple(bloc)
        if _se_lit(reste, par_mois):
            periodes.append(reste)
            reste = ()
    while periodes and reste and not _se_lit(reste, par_mois):
        reste = periodes.pop() + reste
    return (*periodes, reste) if reste else tuple(periodes)


def _se_lit(periode: Periode, par_mois: Mapping[date, Mapping[Hashable, set[Hashable]]]) -> bool:
    """Chaque case de la période compte assez de personnes ; une période sans personne n'en est pas une."""
    cases: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mois in periode:
        for case, personnes in par_mois.get(mois, {}).items():
            cases[case] |= personnes
    return bool(cases) and all(len(personnes) >= SEUIL_DE_PUBLICATION for personnes in cases.values())
