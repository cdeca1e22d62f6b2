"""Les liens signés : choisir son mot de passe, répondre à une invitation. Chacun vaut trois jours et sert une fois.

- Un lien de mot de passe **remis** à l'écran d'une structure n'ouvre que ce que le compte a chez elle : il meurt dès
  qu'une autre structure s'y ajoute, acceptée ou non. **Envoyé** à la boîte de la personne, ou donné par l'exploitant
  qui la connaît, il n'a pas cette borne. Les deux meurent avec l'ancien mot de passe et avec les sessions fermées.
- Un lien d'**invitation** ne porte qu'un rôle : y répondre, ou le renvoyer, le consomme. Il n'ouvre un compte que si
  personne n'en a encore choisi le mot de passe ; sinon il faut en plus se connecter (`services.invitations`).
"""

import time

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.encoding import DjangoUnicodeDecodeError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.socle.requete import Requete

_A_REMETTRE = "lien_a_remettre"
MONTRE_PENDANT = 600  # secondes : le temps de le copier, page rechargée ou rouverte


class _Jetons(PasswordResetTokenGenerator):
    def __init__(self, sel: str) -> None:
        super().__init__()
        self.key_salt = sel

    def _make_hash_value(self, utilisateur: Utilisateur, timestamp: int) -> str:
        fermees = utilisateur.sessions_fermees
        return super()._make_hash_value(utilisateur, timestamp) + (f"-{fermees}" if fermees else "")


class _JetonsDInvitation(PasswordResetTokenGenerator):
    key_salt = "clauses.comptes.invitations"

    def _make_hash_value(self, appartenance: Appartenance, timestamp: int) -> str:  # type: ignore[override]
        """`version` croît à chaque écriture : une réponse ou un renvoi périme le jeton."""
        return f"{appartenance.pk}-{appartenance.version}-{appartenance.utilisateur.courriel}-{timestamp}"


REMIS = _Jetons("clauses.comptes.liens")  # le changer perdrait les liens déjà remis
ENVOYES = _Jetons("clauses.comptes.liens.envoyes")
INVITATIONS = _JetonsDInvitation()


def chemin_du_lien(utilisateur: Utilisateur, jetons: _Jetons) -> str:
    """Le chemin, sans le nom du site, par lequel la personne choisit son mot de passe."""
    code = urlsafe_base64_encode(str(utilisateur.pk).encode())
    return reverse("comptes:lien", args=[code, jetons.make_token(utilisateur)])


def chemin_de_l_invitation(appartenance: Appartenance) -> str:
    return reverse("comptes:invitation", args=[appartenance.pk, INVITATIONS.make_token(appartenance)])  # type: ignore[arg-type]


def adresse_entiere(chemin: str) -> str:
    """L'adresse à mettre dans un message."""
    return f"{settings.ADRESSE_DU_SITE}{chemin}"


def destinataire(code: str, jeton: str) -> Utilisateur | None:
    """La personne à qui est ce lien de mot de passe, ou `None` s'il est faux, périmé ou déjà utilisé."""
    try:
        cle = urlsafe_base64_decode(code).decode()
        utilisateur = Utilisateur.objects.filter(pk=cle, is_active=True).first()
    except (ValueError, ValidationError, DjangoUnicodeDecodeError):
        return None
    if utilisateur is None or ENVOYES.check_token(utilisateur, jeton):
        return utilisateur
    return utilisateur if est_remis(utilisateur, jeton) else None


def est_remis(utilisateur: Utilisateur, jeton: str) -> bool:
    """Ce jeton fut remis à l'écran, et le compte n'a toujours affaire qu'à une structure porteuse."""
    if not REMIS.check_token(utilisateur, jeton):
        return False
    donnees = Appartenance.objects.donnees().filter(utilisateur=utilisateur)
    return len(set(donnees.order_by().values_list("porteuse_id", flat=True))) == 1


def invitation_de(cle: str, jeton: str) -> Appartenance | None:
    """Le rôle en attente que ce lien propose, ou `None` s'il est faux, périmé, ou si la réponse est donnée."""
    try:
        attendue = Appartenance.objects.en_attente().filter(pk=cle)
        appartenance = attendue.select_related("utilisateur", "porteuse", "structure", "departement").first()
    except (ValueError, ValidationError):
        return None
    valable = appartenance is not None and INVITATIONS.check_token(appartenance, jeton)
    return appartenance if valable else None


def garder_le_lien(requete: Requete, personne: Utilisateur, chemin: str) -> None:
    """Le lien qui vient d'être fait, dans la session de qui l'a demandé : recharger la page ne le perd pas."""
    requete.session[_A_REMETTRE] = {"pour": str(personne.pk), "chemin": chemin, "le": time.time()}


def lien_a_remettre(requete: Requete, personne: Utilisateur) -> str:
    """L'adresse entière à remettre à cette personne ; vide si elle a servi, ou dix minutes après."""
    garde = requete.session.get(_A_REMETTRE)
    if not garde or garde["pour"] != str(personne.pk):
        return ""
    if time.time() - garde["le"] > MONTRE_PENDANT or not _vaut(garde["chemin"]):
        del requete.session[_A_REMETTRE]
        return ""
    return requete.build_absolute_uri(garde["chemin"])


def _vaut(chemin: str) -> bool:
    vise = resolve(chemin)
    ouvrir = invitation_de if vise.url_name == "invitation" else destinataire
    return ouvrir(**{nom: str(valeur) for nom, valeur in vise.kwargs.items()}) is not None
