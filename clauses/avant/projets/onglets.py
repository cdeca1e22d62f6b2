"""Les étapes d'une fiche projet, de la description aux pièces. Les tranches plus hautes s'en servent aussi."""

from django.urls import reverse

from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.places import onglets
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import droit_de, fiche_de
from clauses.fond.socle.composants import Lien
from clauses.fond.socle.registre import Onglet


def onglets_projet(acteur: Acteur, projet: Projet, actif: str) -> list[Lien]:
    """Les onglets, `actif` parmi « fiche », « opportunite », « sourcing », « calibrage », « pieces ».

    À passer à `Page(onglets=…)`. Une étape que le rôle n'ouvre pas n'y est pas. Aucune requête.
    """
    return onglets(acteur, "projet", projet, actif)


def adresse_de_l_etape(acteur: Acteur, projet: Projet, etape: Onglet) -> str:
    """L'adresse de l'étape pour ce projet ; « » si le rôle ne l'ouvre pas, ou si c'est la fiche elle-même."""
    if etape.code == "fiche" or not peut(acteur, droit_de(etape)):
        return ""
    return reverse(etape.adresse, args=[projet.pk])


def fil_projet(acteur: Acteur, projet: Projet, *suite: Lien) -> list[Lien]:
    """« Projets › la fiche › … » ; qui n'a pas le droit de l'ouvrir n'en a pas le lien."""
    if not peut(acteur, "projet.voir"):
        return [*suite]
    liens = [Lien("Projets", reverse("projets:liste"))]
    return [*liens, Lien(projet.nom, fiche_de(projet)), *suite]
