"""Les verbes des comptes : inviter et répondre, retirer, remettre un lien, choisir son mot de passe, dire son nom."""

from clauses.fond.comptes.services.courriels import envoyer_invitation, envoyer_lien
from clauses.fond.comptes.services.invitations import (
    ROLES_INVITABLES,
    Invitation,
    inviter,
    ouvrir_pilote,
    ouvrir_porteuse,
    renvoyer,
)
from clauses.fond.comptes.services.mot_de_passe import (
    choisir_mot_de_passe,
    choisir_par_le_lien,
    demander_un_lien,
    fermer_les_sessions,
    modifier_identite,
    purger_les_freins,
    remettre_lien,
)
from clauses.fond.comptes.services.reponses import accepter, ouvrir_par_l_invitation, refuser, retirer

__all__ = [
    "ROLES_INVITABLES",
    "Invitation",
    "accepter",
    "choisir_mot_de_passe",
    "choisir_par_le_lien",
    "demander_un_lien",
    "envoyer_invitation",
    "envoyer_lien",
    "fermer_les_sessions",
    "inviter",
    "modifier_identite",
    "ouvrir_par_l_invitation",
    "ouvrir_pilote",
    "ouvrir_porteuse",
    "purger_les_freins",
    "refuser",
    "remettre_lien",
    "renvoyer",
    "retirer",
]
