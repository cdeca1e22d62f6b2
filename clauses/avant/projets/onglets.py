"""Les étapes d'une fiche projet, de la description aux pièces. Les tranches plus hautes s'en servent aussi."""

from django.urls import resolve, reverse

from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_ou_rien
from clauses.fond.socle.composants import Lien

# code, libellé, adresse
ETAPES = (
    ("fiche", "Fiche", "projets:fiche"),
    ("opportunite", "Opportunité", "opportunite:etude"),
    ("sourcing", "Sourcing", "sourcing:recherche"),
    ("calibrage", "Calibrage", "calibrage:projet"),
    ("pieces", "Pièces", "redaction:projet"),
)


def onglets_projet(acteur: Acteur, projet: Projet, actif: str) -> list[Lien]:
    """Les onglets, `actif` parmi « fiche », « opportunite », « sourcing », « calibrage », « pieces ».

    À passer à `Page(onglets=…)`. Une étape dont la tranche n'est pas installée, ou que le rôle n'ouvre pas,
    n'y est pas. Aucune requête.
    """
    liens = [
        Lien(libelle, adresse_de_l_etape(acteur, projet, nom), est_active=code == actif)
        for code, libelle, nom in ETAPES
    ]
    return [lien for lien in liens if lien.url]


def adresse_de_l_etape(acteur: Acteur, projet: Projet, nom: str) -> str:
    """L'adresse de l'écran `nom` de ce projet, ou « » : le droit demandé est celui que l'écran lui-même déclare."""
    url = adresse_ou_rien(nom, projet.pk)
    return url if url and peut(acteur, resolve(url).func.ecran_droit) else ""  # type: ignore[attr-defined]


def adresse_de(projet: Projet) -> str:
    return reverse("projets:fiche", args=[projet.pk])


def fil_projet(acteur: Acteur, projet: Projet, *suite: Lien) -> list[Lien]:
    """« Projets › la fiche › … » ; qui n'a pas le droit de l'ouvrir n'en a pas le lien."""
    if not peut(acteur, "projet.voir"):
        return [*suite]
    liens = [Lien("Projets", reverse("projets:liste"))]
    return [*liens, Lien(projet.nom, adresse_de(projet)), *suite]
