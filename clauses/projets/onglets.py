"""Les étapes d'une fiche projet, de la description aux pièces. Les tranches plus hautes s'en servent aussi."""

from django.urls import reverse

from clauses.habilitations.capacites import peut
from clauses.projets.models import Projet
from clauses.socle.acteur import Acteur
from clauses.socle.adresses import adresse_ou_rien
from clauses.socle.composants import Lien

# code, libellé, adresse, droit qui l'ouvre (celui de son écran : un test le vérifie)
ETAPES = (
    ("fiche", "Fiche", "projets:fiche", "projet.voir"),
    ("opportunite", "Opportunité", "opportunite:etude", "projet.voir"),
    ("sourcing", "Sourcing", "sourcing:recherche", "projet.voir"),
    ("calibrage", "Calibrage", "calibrage:projet", "projet.voir"),
    ("pieces", "Pièces", "redaction:projet", "projet.voir"),
)


def onglets_projet(acteur: Acteur, projet: Projet, actif: str) -> list[Lien]:
    """Les onglets, `actif` parmi « fiche », « opportunite », « sourcing », « calibrage », « pieces ».

    À passer à `Page(onglets=…)`. Une étape dont la tranche n'est pas installée n'y est pas. Aucune requête.
    """
    liens = [
        Lien(libelle, adresse_ou_rien(nom, projet.pk), est_active=code == actif)
        for code, libelle, nom, droit in ETAPES
        if peut(acteur, droit)
    ]
    return [lien for lien in liens if lien.url]


def fil_projet(acteur: Acteur, projet: Projet, *suite: Lien) -> list[Lien]:
    """« Projets › la fiche › … » ; qui n'a pas le droit de l'ouvrir n'en a pas le lien."""
    if not peut(acteur, "projet.voir"):
        return [*suite]
    liens = [Lien("Projets", reverse("projets:liste"))]
    return [*liens, Lien(projet.nom, reverse("projets:fiche", args=[projet.pk])), *suite]
