"""Ce qu'une répartition publiée tait, pour qu'aucune case ne désigne quelqu'un."""

from collections.abc import Mapping
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
    if petites == 1 and len(cases) > 1:
        tues.add(min((nom for nom in cases if nom not in tues), key=lambda nom: cases[nom]))
    motif = "Chaque case compte assez de personnes pour se montrer."
    if petites:
        motif = f"{accorder(petites, 'case')} de moins de {accorder(SEUIL_DE_PUBLICATION, 'personne')}."
    if len(tues) > petites:
        motif += " Seule à se taire, elle se déduirait du total : la plus petite des autres se tait aussi."
    return DecisionPublication(
        valeur=Decimal(len(tues)),
        motif=motif,
        references=(DOCTRINE_PUBLICATION,),
        tues=tuple(nom for nom in cases if nom in tues),
    )
