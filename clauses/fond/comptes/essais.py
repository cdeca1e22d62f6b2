"""Les essais de connexion : qui insiste attend de plus en plus, et la personne entre toujours.

Trois compteurs, pour qui n'est pas connu : l'**endroit** (quarante comptes essayés d'une adresse), l'endroit **et** le
compte (cinq essais d'une adresse n'arrêtent pas la personne ailleurs), le **compte** (essayé de partout). Ce dernier ne
retient que les endroits d'où ce compte n'est jamais entré, chacun pour soi : aucun ne prend le tour d'un autre. Un
**appareil** d'où la personne est déjà entrée a son propre compteur, et ne regarde pas les autres.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from clauses.fond.comptes import freins
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.visiteur import endroit_de

QUART = timedelta(minutes=15)
ENDROIT = freins.Allure("connexion, endroit", 10, timedelta(seconds=5), QUART)
ICI = freins.Allure("connexion, endroit et compte", 5, timedelta(seconds=30), QUART)
COMPTE = freins.Allure("connexion, compte", 20, timedelta(seconds=30), QUART)
APPAREIL = freins.Allure("connexion, appareil", 5, timedelta(seconds=30), QUART)
CONNU = freins.Allure("connexion, endroit connu", 1, timedelta(0), timedelta(0), oubli=timedelta(days=90))
_SIGNATURE = TimestampSigner(salt="clauses.comptes.appareils")
_GARDE = timedelta(days=180)


@dataclass(frozen=True)
class Essai:
    """Un essai de ce compte (son courriel, plié) depuis un endroit, et l'appareil s'il est connu de ce compte."""

    courriel: str
    endroit: str
    appareil: str

    @classmethod
    def de(cls, requete: HttpRequest, courriel: str) -> "Essai":
        return cls(courriel, endroit_de(requete), appareil_connu(requete, courriel))

    def prendre(self) -> timedelta:
        """Compte l'essai, et rend zéro ; ou ce qu'il reste à attendre avant de le faire."""
        if self.appareil:
            return freins.essayer(APPAREIL, self.courriel, self.appareil)
        if attente := freins.essayer(ENDROIT, self.endroit):
            return attente
        if attente := freins.essayer(ICI, self.courriel, self.endroit, au_moins=self._d_un_endroit_inconnu()):
            freins.rendre(ENDROIT, self.endroit)
            return attente
        freins.compter(COMPTE, self.courriel)
        return freins.RIEN

    def _d_un_endroit_inconnu(self) -> timedelta:
        pression = COMPTE.attente(freins.essais_de(COMPTE, self.courriel))
        connu = pression and freins.essais_de(CONNU, self.courriel, self.endroit)
        return freins.RIEN if connu else pression

    def reussir(self) -> None:
        """Le mot de passe était le bon : l'essai ne compte pas, et l'endroit est connu de ce compte."""
        if self.appareil:
            freins.oublier(APPAREIL, self.courriel, self.appareil)
            return
        freins.rendre(ENDROIT, self.endroit)
        freins.rendre(COMPTE, self.courriel)
        freins.oublier(ICI, self.courriel, self.endroit)
        freins.compter(CONNU, self.courriel, self.endroit)

    def reste(self) -> timedelta:
        """Ce qu'il faut maintenant attendre."""
        if self.appareil:
            return freins.reste(APPAREIL, self.courriel, self.appareil)
        return max(freins.reste(ENDROIT, self.endroit), freins.reste(ICI, self.courriel, self.endroit))


def _nom(courriel: str) -> str:
    """Un témoin par compte : deux personnes se servent du même poste."""
    return f"appareil-{salted_hmac('clauses.comptes.appareils', courriel).hexdigest()[:10]}"


def appareil_connu(requete: HttpRequest, courriel: str) -> str:
    """L'appareil d'où ce compte est déjà entré ; vide sinon, ou si toutes ses sessions ont été fermées depuis."""
    if not (temoin := requete.COOKIES.get(_nom(courriel))):
        return ""
    try:
        cle, fermees, appareil = _SIGNATURE.unsign(temoin, max_age=_GARDE).split(":")
    except (BadSignature, ValueError):
        return ""
    personne = Utilisateur.objects.filter(pk=cle, courriel=courriel, sessions_fermees=fermees, is_active=True)
    return appareil if personne.exists() else ""


def retenir_l_appareil(reponse: HttpResponse, requete: HttpRequest, personne: Any) -> None:
    """La personne est entrée de là : ses essais y seront les siens, quoi qu'on tente ailleurs sur son compte."""
    appareil = appareil_connu(requete, personne.courriel) or uuid4().hex
    reponse.set_cookie(
        _nom(personne.courriel),
        _SIGNATURE.sign(f"{personne.pk}:{personne.sessions_fermees}:{appareil}"),
        max_age=_GARDE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
