"""Les écrans des comptes : la porte, les liens, les invitations, mon compte, les utilisateurs."""

from clauses.fond.comptes.views.invitations import accepter, invitations, recevoir, refuser, tout_fermer
from clauses.fond.comptes.views.lien import choisir, invitation, lien
from clauses.fond.comptes.views.mon_compte import agir_comme, mot_de_passe, profil
from clauses.fond.comptes.views.porte import connexion, deconnexion, oubli
from clauses.fond.comptes.views.utilisateurs import inviter, remettre_lien, retirer, utilisateur, utilisateurs

__all__ = [
    "accepter",
    "agir_comme",
    "choisir",
    "connexion",
    "deconnexion",
    "invitation",
    "invitations",
    "inviter",
    "lien",
    "mot_de_passe",
    "oubli",
    "profil",
    "recevoir",
    "refuser",
    "remettre_lien",
    "retirer",
    "tout_fermer",
    "utilisateur",
    "utilisateurs",
]
