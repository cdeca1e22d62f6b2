"""Les courriels des comptes, et leur texte. Leur lien se fait au moment de partir : la file n'en garde pas.

Ils partent toujours à l'adresse du compte, jamais à celle qu'une page vient de recevoir.
"""

from uuid import UUID

from django.core.mail import EmailMessage

from clauses.fond.comptes.liens import ENVOYES, adresse_entiere, chemin_de_l_invitation, chemin_du_lien
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.presentation import invite_par, qui_invite, role_en_bref
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.signature import service

OUBLI = "Votre mot de passe Clause ouverte"


def objet_d_invitation(appartenance: Appartenance) -> str:
    return soigner_texte(f"{qui_invite(appartenance)} vous invite sur Clause ouverte")


def texte_d_invitation(appartenance: Appartenance, lien: str) -> str:
    """Le même que la personne ait déjà un compte ou non : qui invite ne l'apprend pas en le copiant."""
    par = invite_par(appartenance)
    return soigner_texte(
        f"Bonjour,\n\n{qui_invite(appartenance)}{f' ({par})' if par else ''} vous propose un rôle sur Clause ouverte"
        f"\u00a0: {role_en_bref(appartenance)}.\n\n"
        f"Pour répondre, ouvrez ce lien dans les trois jours\u00a0:\n{lien}\n\n"
        "Il n'est que pour vous\u00a0: ne le transmettez pas. Si vous n'attendez pas cette invitation, ne faites rien"
        "\u202f; sans votre accord, ce rôle n'ouvre rien."
    )


@service
def envoyer_invitation(*, par: Acteur, appartenance_id: UUID | str, version: int) -> bool:
    """Le travail différé : le courriel d'un rôle qui attend. Répondu, retiré ou renvoyé depuis, il ne part pas."""
    attendues = Appartenance.objects.en_attente().filter(pk=appartenance_id, version=version)
    appartenance = attendues.select_related("utilisateur", "porteuse", "structure", "departement").first()
    if appartenance is None:
        return False
    texte = texte_d_invitation(appartenance, adresse_entiere(chemin_de_l_invitation(appartenance)))
    return _envoyer(objet_d_invitation(appartenance), texte, appartenance.utilisateur)


@service
def envoyer_lien(*, par: Acteur, utilisateur_id: UUID | str) -> bool:
    """Le travail différé : un lien pour choisir son mot de passe, dans la boîte de la personne. Sans compte, rien."""
    utilisateur = Utilisateur.objects.filter(pk=utilisateur_id, is_active=True).first()
    if utilisateur is None:
        return False
    texte = (
        "Bonjour,\n\nPour choisir votre mot de passe sur Clause ouverte, ouvrez ce lien dans les trois jours\u00a0:\n"
        f"{adresse_entiere(chemin_du_lien(utilisateur, ENVOYES))}\n\n"
        "Il sert une seule fois. Si vous n'avez rien demandé, ne faites rien\u00a0: votre mot de passe reste le même."
    )
    return _envoyer(OUBLI, soigner_texte(texte), utilisateur)


def _envoyer(objet: str, texte: str, a: Utilisateur) -> bool:
    EmailMessage(objet, texte, to=[a.courriel]).send()
    return True
