from clauses.avant.sourcing.services.demandes import annuler, clore_sans_reponse, preparer
from clauses.avant.sourcing.services.envois import envoyer, envoyer_courriel, noter_envoyee, relancer
from clauses.avant.sourcing.services.reponses import noter_reponse, repondre_par_le_lien

__all__ = [
    "annuler",
    "clore_sans_reponse",
    "envoyer",
    "envoyer_courriel",
    "noter_envoyee",
    "noter_reponse",
    "preparer",
    "relancer",
    "repondre_par_le_lien",
]
