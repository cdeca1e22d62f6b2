"""Ralentir qui insiste : un compteur par geste et par auteur, une attente qui grandit, jamais de verrou définitif.

L'essai se compte **avant** d'être tenté, sous le verrou de sa ligne : de cent essais partis au même instant, ceux que
l'attente retient n'ont pas lieu. Réussi, il se rend. Le compteur s'oublie après un temps sans essai.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clauses.fond.comptes.models import Frein

RIEN = timedelta(0)


@dataclass(frozen=True)
class Allure:
    """`libres` essais sans attendre ; puis `pas`, doublé à chaque essai, `plafond` au plus. Oublié après `oubli`."""

    geste: str
    libres: int
    pas: timedelta
    plafond: timedelta
    oubli: timedelta = timedelta(hours=1)

    def attente(self, essais: int) -> timedelta:
        """Ce qu'il faut attendre après ce nombre d'essais."""
        if essais < self.libres:
            return RIEN
        return min(self.pas * 2 ** min(essais - self.libres, 20), self.plafond)


def essayer(allure: Allure, *qui: str, au_moins: timedelta = RIEN) -> timedelta:
    """Compte un essai et rend zéro ; ou n'en compte aucun et rend ce qu'il reste à attendre.

    `au_moins` : l'attente minimale, due même par qui n'a encore rien essayé.
    """
    maintenant = timezone.now()
    with transaction.atomic():
        frein = _prendre(allure, qui, maintenant, au_moins)
        if frein.libre_le > maintenant:
            return frein.libre_le - maintenant
        frein.essais += 1
        _poser(frein, allure, maintenant, au_moins)
    return RIEN


def compter(allure: Allure, *qui: str) -> None:
    """Compte un essai, qu'il faille attendre ou non."""
    maintenant = timezone.now()
    with transaction.atomic():
        frein = _prendre(allure, qui, maintenant, RIEN)
        frein.essais += 1
        _poser(frein, allure, maintenant, RIEN)


def rendre(allure: Allure, *qui: str) -> None:
    """L'essai a réussi : il ne compte pas, et n'oblige pas à attendre."""
    maintenant = timezone.now()
    with transaction.atomic():
        frein = _prendre(allure, qui, maintenant, RIEN)
        frein.essais = max(frein.essais - 1, 0)
        frein.libre_le = maintenant
        frein.save()


def oublier(allure: Allure, *qui: str) -> None:
    Frein.objects.filter(pk=_empreinte(allure, qui)).delete()


def reste(allure: Allure, *qui: str) -> timedelta:
    """Ce qu'il reste à attendre, sans rien compter."""
    maintenant = timezone.now()
    frein = Frein.objects.filter(pk=_empreinte(allure, qui), libre_le__gt=maintenant).first()
    return frein.libre_le - maintenant if frein else RIEN


def essais_de(allure: Allure, *qui: str) -> int:
    frein = Frein.objects.filter(pk=_empreinte(allure, qui), perime_le__gt=timezone.now()).first()
    return frein.essais if frein else 0


def _empreinte(allure: Allure, qui: tuple[str, ...]) -> str:
    """Signée de la clé du site : une adresse ne s'y retrouve pas en les essayant toutes."""
    return salted_hmac(f"clauses.comptes.freins:{allure.geste}", "\n".join(qui), algorithm="sha256").hexdigest()


def _prendre(allure: Allure, qui: tuple[str, ...], maintenant: datetime, au_moins: timedelta) -> Frein:
    """La ligne sous verrou, neuve s'il n'y en a pas ou si elle est oubliée."""
    neuf = {"essais": 0, "libre_le": maintenant + au_moins, "perime_le": maintenant + allure.oubli + au_moins}
    frein, _ = Frein.objects.select_for_update().get_or_create(pk=_empreinte(allure, qui), defaults=neuf)
    if frein.perime_le <= maintenant:
        for nom, valeur in neuf.items():
            setattr(frein, nom, valeur)
        frein.save()
    return frein


def _poser(frein: Frein, allure: Allure, maintenant: datetime, au_moins: timedelta) -> None:
    frein.libre_le = maintenant + max(allure.attente(frein.essais), au_moins)
    frein.perime_le = frein.libre_le + allure.oubli
    frein.save()
