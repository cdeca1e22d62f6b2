"""Le fabricant : l'acteur qui signe les jeux d'essai, et une fonction de création signée."""

from typing import Any, TypeVar

from django.db import models

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer

M = TypeVar("M", bound=models.Model)
FABRICANT = Acteur.systeme("jeu d'essai")


def creer(modele: type[M], **champs: Any) -> M:
    """Crée une ligne signée du fabricant, après `full_clean` : un jeu d'essai faux n'entre pas."""
    with signer(FABRICANT):
        objet = modele(**champs)
        objet.full_clean()
        objet.save()
        return objet
