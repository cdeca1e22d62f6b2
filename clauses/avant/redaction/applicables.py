"""Quelles pièces ce marché appelle, d'après les instruments de ses lots ; et pourquoi les autres n'ont pas lieu."""

from dataclasses import dataclass

from clauses.avant.redaction.faits import AVEC_CRITERE, RESERVES, Faits
from clauses.avant.redaction.models import Piece
from clauses.suivi.marches.models import Clause

Nature = Piece.Nature
SANS_CLAUSE = "Aucun lot n'a encore de clause\u00a0: saisissez-la, les pièces en prendront les chiffres."


@dataclass(frozen=True)
class Applicable:
    """Une nature de pièce : `raison` dit pourquoi elle n'a pas lieu, ou « » si elle a lieu."""

    nature: str
    raison: str = ""

    @property
    def a_lieu(self) -> bool:
        return not self.raison

    @property
    def nom(self) -> str:
        return str(Nature(self.nature).label)


def applicables(faits: Faits) -> list[Applicable]:
    """Les huit natures, dans l'ordre."""
    return [Applicable(nature, _raison(nature, faits)) for nature in Nature.values]


def _raison(nature: str, faits: Faits) -> str:
    if not faits.clauses:
        return SANS_CLAUSE
    instruments = {lot.instrument for lot in faits.clauses}
    if nature == Nature.CRITERE and not instruments & AVEC_CRITERE:
        return "Aucun lot n'a de critère d'attribution\u00a0: l'insertion n'est pas notée."
    if nature == Nature.RESERVATION and not instruments & RESERVES:
        return "Aucun lot n'est réservé."
    if nature == Nature.FICHE_ENTREPRISE and instruments == {Clause.Instrument.MARCHE_INSERTION}:
        return (
            "L'insertion est l'objet même du marché\u00a0: le mémoire technique dit déjà comment le candidat s'y prend."
        )
    if nature == Nature.FICHE_ENTREPRISE and not faits.appelle_une_fiche:
        return "Le titulaire d'un lot réservé emploie déjà ce public\u00a0: la fiche ne lui demanderait rien de neuf."
    return ""
