"""Comparer ce qu'une pièce dit à la clause du lot. Python seul : une lecture et des faits donnent des remarques."""

from clauses.relecture.controle.attendue import ClauseAttendue, ContactAttendu, TrancheAttendue
from clauses.relecture.controle.registre import CONTROLES, PAR_CODE, controler
from clauses.relecture.controle.remarques import Controle, Gravite, Remarque

__all__ = [
    "CONTROLES",
    "PAR_CODE",
    "ClauseAttendue",
    "ContactAttendu",
    "Controle",
    "Gravite",
    "Remarque",
    "TrancheAttendue",
    "controler",
]
