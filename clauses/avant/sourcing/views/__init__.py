"""Les écrans du sourcing : chercher, demander, suivre, répondre."""

from clauses.avant.sourcing.views.demandes import (
    annuler,
    envoyer,
    fiche,
    noter_envoyee,
    relancer,
    sans_reponse,
    sollicitations,
)
from clauses.avant.sourcing.views.publique import repondre
from clauses.avant.sourcing.views.recherche import recherche, solliciter
from clauses.avant.sourcing.views.reponses import piece, reponse

__all__ = [
    "annuler",
    "envoyer",
    "fiche",
    "noter_envoyee",
    "piece",
    "recherche",
    "relancer",
    "repondre",
    "reponse",
    "sans_reponse",
    "sollicitations",
    "solliciter",
]
