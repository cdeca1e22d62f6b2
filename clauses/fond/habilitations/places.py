"""Ce que les tranches plus hautes montrent sur l'écran d'une autre : lu au registre, borné par les droits du rôle."""

from django.db.models import Model
from django.urls import reverse

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle import registre
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import droit_de
from clauses.fond.socle.composants import Action, Lien


def onglets(acteur: Acteur, sur: str, objet: Model, actif: str) -> list[Lien]:
    """Les onglets de la place `sur` que le rôle ouvre, `actif` allumé. À passer à `Page(onglets=…)`. Aucune requête."""
    return [
        Lien(o.libelle, reverse(o.adresse, args=[objet.pk]), est_active=o.code == actif)
        for o in registre.onglets(sur)
        if peut(acteur, droit_de(o))
    ]


def fragments(acteur: Acteur, sur: str, objet: Model) -> list[Lien]:
    """Les fragments de la place `sur` que le rôle ouvre : titre et adresse à charger. Aucune requête."""
    permis = (f for f in registre.fragments(sur) if peut(acteur, droit_de(f)))
    return [Lien(f.libelle, reverse(f.adresse, args=[objet.pk])) for f in permis]


def fragment(acteur: Acteur, sur: str, objet: Model) -> str:
    """L'adresse du fragment d'une place qui n'en prend qu'un ; « » s'il n'y est pas, ou si le rôle ne l'ouvre pas."""
    return next((lien.url for lien in fragments(acteur, sur, objet)), "")


def actes(acteur: Acteur, sur: str, objet: Model | None = None) -> list[Action]:
    """Les boutons de la place `sur` que l'acteur a le droit de suivre, sur cet objet s'il est donné."""
    cles = [objet.pk] if objet is not None else []
    return [
        Action(a.libelle, reverse(a.adresse, args=cles), style=a.style, icone=a.icone)
        for a in registre.actes(sur)
        if peut(acteur, droit_de(a), objet)
    ]
