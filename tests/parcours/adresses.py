"""Toutes les adresses du site, avec des objets de la démonstration : rien à ajouter quand un écran naît.

Un écran dit son modèle par `@ecran(objet=…)` ; l'objet est le premier que le rôle voit, ou celui que les spécimens de
sa tranche préfèrent. Une adresse qui ne se devine pas et qu'aucun spécimen ne dit fait échouer `test_pages`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import URLPattern, reverse

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.portes.demo.distribution import COMPTES
from tests.harnais import tour


@dataclass(frozen=True)
class Adresse:
    """Une page à visiter. `nom` : son écran, et de quoi nommer son image."""

    ecran: str
    chemin: str

    @property
    def image(self) -> str:
        return self.ecran.replace(":", "-")


def acteur(qui: str) -> Acteur:
    """L'acteur d'un compte de la démonstration."""
    comptes = Appartenance.objects.select_related("utilisateur", "porteuse", "structure", "departement")
    return comptes.get(utilisateur__courriel=COMPTES[qui][-1]).en_acteur()


def utilisateur(qui: str) -> Utilisateur:
    return Utilisateur.objects.get(courriel=COMPTES[qui][-1])


def a_visiter(qui: str) -> list[Adresse]:
    """Les pages que la matrice ouvre à ce compte, une par écran, avec un objet qu'il voit."""
    par, trouvees = acteur(qui), []
    for ecran in tour.ecrans():
        ferme = ecran.nom in tour.sans_page() or (ecran.nom, qui) in tour.hors_tour()
        if not ferme and peut(par, ecran.vue.ecran_droit):
            trouvees += [Adresse(ecran.nom, chemin) for chemin in _chemins(ecran.nom, ecran.motif, ecran.vue, par)]
    return trouvees


def _chemins(nom: str, motif: URLPattern, vue: Callable, par: Acteur) -> list[str]:
    attendus = set(motif.pattern.converters)
    fixes: dict[str, Any] = {}
    if "pk" in attendus:
        objet = objet_de(nom, vue, par)
        if objet is None:
            return []
        fixes["pk"] = objet.pk
    libres = attendus - {"pk"}
    if not libres:
        return [reverse(nom, kwargs=fixes)]
    (libre,) = libres
    return [reverse(nom, kwargs={**fixes, libre: valeur}) for valeur in tour.morceaux()[nom, libre]]


def objet_de(nom: str, vue: Callable, par: Acteur) -> Model | None:
    """L'objet préféré de cet écran parmi ceux que l'acteur voit ; à défaut, le premier ; à défaut, aucun."""
    modele = vue.ecran_objet or tour.modeles()[nom]
    visibles: QuerySet = modele._default_manager.visibles_par(par).order_by("cree_le", "pk")
    if hasattr(visibles, "actifs"):
        visibles = visibles.actifs()
    preferes = visibles.filter(tour.choix(nom, modele))
    candidats = [objet for objet in (preferes.first(), visibles.first()) if objet is not None]
    ouverts = (objet for objet in candidats if peut(par, vue.ecran_droit, objet))
    return next(ouverts, None)
