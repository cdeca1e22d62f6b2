"""Comparer ce qu'une pièce dit à la clause du lot. Python seul : une lecture et des faits donnent des remarques."""

from lecteur.controle.attendue import ClauseAttendue, ContactAttendu
from lecteur.controle.registre import CONTROLES, PAR_CODE, controler
from lecteur.controle.remarques import Controle, Gravite, Remarque

__all__ = [
    "CONTROLES",
    "PAR_CODE",
    "ClauseAttendue",
    "ContactAttendu",
    "Controle",
    "Gravite",
    "Remarque",
    "controler",
]
