"""Le lien à usage unique par lequel une personne choisit son mot de passe.

Il vaut trois jours (`PASSWORD_RESET_TIMEOUT`) et meurt avec l'ancien mot de passe : choisir le nouveau le
consomme. Le jeton est une signature de l'état du compte.
"""

import time

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.encoding import DjangoUnicodeDecodeError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.socle.requete import Requete

_A_REMETTRE = "lien_a_remettre"
MONTRE_PENDANT = 600  # secondes : le temps de le copier, page rechargée ou rouverte


class _Jetons(PasswordResetTokenGenerator):
    key_salt = "clauses.comptes.liens"  # n'est pas l'adresse du module : le changer perdrait les liens déjà remis


JETONS = _Jetons()


def chemin_du_lien(utilisateur: Utilisateur) -> str:
    """Le chemin, sans le nom du site, à remettre à la personne."""
    code = urlsafe_base64_encode(str(utilisateur.pk).encode())
    return reverse("comptes:lien", args=[code, JETONS.make_token(utilisateur)])


def destinataire(code: str, jeton: str) -> Utilisateur | None:
    """La personne à qui ce lien a été remis, ou `None` s'il est faux, périmé ou déjà utilisé."""
    try:
        cle = urlsafe_base64_decode(code).decode()
        utilisateur = Utilisateur.objects.filter(pk=cle, is_active=True).first()
    except (ValueError, ValidationError, DjangoUnicodeDecodeError):
        return None
    return utilisateur if JETONS.check_token(utilisateur, jeton) else None


def garder_le_lien(requete: Requete, personne: Utilisateur, chemin: str) -> None:
    """Le lien qui vient d'être fait, dans la session de qui l'a demandé : recharger la page ne le perd pas."""
    requete.session[_A_REMETTRE] = {"pour": str(personne.pk), "chemin": chemin, "le": time.time()}


def lien_a_remettre(requete: Requete, personne: Utilisateur) -> str:
    """L'adresse entière à remettre à cette personne ; vide si elle a servi, ou dix minutes après."""
    garde = requete.session.get(_A_REMETTRE)
    if not garde or garde["pour"] != str(personne.pk):
        return ""
    if time.time() - garde["le"] > MONTRE_PENDANT or destinataire(**resolve(garde["chemin"]).kwargs) is None:
        del requete.session[_A_REMETTRE]
        return ""
    return requete.build_absolute_uri(garde["chemin"])
