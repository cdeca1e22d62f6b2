"""Les verbes de l'opportunité."""

from clauses.avant.opportunite.services.choix import choisir, suivre_le_conseil
from clauses.avant.opportunite.services.etude import clore, enregistrer_etude, rouvrir
from clauses.avant.opportunite.services.registre import Inscription, inscrire, inscrire_projet, retirer

__all__ = [
    "Inscription",
    "choisir",
    "clore",
    "enregistrer_etude",
    "inscrire",
    "inscrire_projet",
    "retirer",
    "rouvrir",
    "suivre_le_conseil",
]
