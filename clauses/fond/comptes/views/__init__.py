"""Les écrans des comptes : la porte, le lien de mot de passe, mon compte, les utilisateurs."""

from clauses.fond.comptes.views.lien import choisir, lien
from clauses.fond.comptes.views.mon_compte import agir_comme, mot_de_passe, profil
from clauses.fond.comptes.views.porte import blocage, connexion, deconnexion
from clauses.fond.comptes.views.utilisateurs import inviter, remettre_lien, retirer, utilisateur, utilisateurs

__all__ = [
    "agir_comme",
    "blocage",
    "choisir",
    "connexion",
    "deconnexion",
    "inviter",
    "lien",
    "mot_de_passe",
    "profil",
    "remettre_lien",
    "retirer",
    "utilisateur",
    "utilisateurs",
]
