"""Pose `requete.acteur` : la personne connectée, sous l'appartenance qu'elle a choisie."""

from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.http import HttpResponse

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.sessions import prolonger
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.requete import Requete

CLE_DE_SESSION = "appartenance"


class ActeurMiddleware:
    """Une requête par page : les appartenances acceptées, l'acteur qui en découle (`None` sans compte), et à part les
    invitations, qui n'ouvrent rien tant qu'elles attendent."""

    def __init__(self, suite: Callable[[Requete], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: Requete) -> HttpResponse:
        requete.appartenances = []
        requete.invitations = []
        requete.appartenance = None
        requete.acteur = None
        if requete.user.is_authenticated:
            self._poser(requete)
        return self.suite(requete)

    def _poser(self, requete: Requete) -> None:
        donnees = list(
            Appartenance.objects.donnees()
            .filter(utilisateur=requete.user)
            .select_related("porteuse", "structure", "departement")
            .order_by("cree_le", "pk")
        )
        for appartenance in donnees:
            appartenance.utilisateur = get_user(requete)  # lui-même, et non `requete.user`, qui le remplace
        appartenances = [a for a in donnees if not a.est_en_attente]
        choisie = requete.session.get(CLE_DE_SESSION)
        appartenance = next((a for a in appartenances if str(a.pk) == choisie), None) or next(iter(appartenances), None)
        requete.appartenances = appartenances
        requete.invitations = [a for a in donnees if a.est_en_attente]
        requete.appartenance = appartenance
        requete.acteur = acteur_de(appartenance)
        prolonger(requete.session)


def acteur_de(appartenance: Appartenance | None) -> Acteur | None:
    return appartenance.en_acteur() if appartenance else None
