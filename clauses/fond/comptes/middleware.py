"""Pose `requete.acteur` : la personne connectée, sous l'appartenance qu'elle a choisie."""

from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.http import HttpResponse

from clauses.fond.comptes.models import Appartenance
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.requete import Requete

CLE_DE_SESSION = "appartenance"


class ActeurMiddleware:
    """Une requête par page : les appartenances actives, et l'acteur qui en découle (`None` sans compte)."""

    def __init__(self, suite: Callable[[Requete], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: Requete) -> HttpResponse:
        requete.appartenances = []
        requete.appartenance = None
        requete.acteur = None
        if requete.user.is_authenticated:
            self._poser(requete)
        return self.suite(requete)

    def _poser(self, requete: Requete) -> None:
        appartenances = list(
            Appartenance.objects.actifs()
            .filter(utilisateur=requete.user)
            .select_related("porteuse", "structure", "departement")
            .order_by("cree_le", "pk")
        )
        for appartenance in appartenances:
            appartenance.utilisateur = get_user(requete)  # lui-même, et non `requete.user`, qui le remplace
        choisie = requete.session.get(CLE_DE_SESSION)
        appartenance = next((a for a in appartenances if str(a.pk) == choisie), None) or next(iter(appartenances), None)
        requete.appartenances = appartenances
        requete.appartenance = appartenance
        requete.acteur = acteur_de(appartenance)


def acteur_de(appartenance: Appartenance | None) -> Acteur | None:
    return appartenance.en_acteur() if appartenance else None
