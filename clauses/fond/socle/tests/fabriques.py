"""Le fabricant : l'acteur qui signe les jeux d'essai, et une fonction de création signée."""

from typing import Any, TypeVar

from django.db import models

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer

M = TypeVar("M", bound=models.Model)
FABRICANT = Acteur.systeme("jeu d'essai")


def creer(modele: type[M], **champs: Any) -> M:
    """Crée une ligne signée du fabricant. Un jeu d'essai faux n'entre pas : les champs et `clean` se vérifient ici ;
    l'unicité, les contraintes et les clés, c'est la base qui les refuse, sans qu'on le lui demande deux fois."""
    with signer(FABRICANT):
        objet = modele(**champs)
        objet.clean_fields(exclude={champ.name for champ in modele._meta.fields if champ.is_relation})
        objet.clean()
        objet.save()
        return objet
