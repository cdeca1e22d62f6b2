"""`visibles_par` : le seul chemin d'une vue vers une ligne."""

from typing import Self

from django.db import models

from clauses.fond.habilitations.matrice import portee_de
from clauses.fond.habilitations.roles import Portee
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import ActifsQuerySet


class PorteeQuerySet(ActifsQuerySet):
    """Un QuerySet borné : chaque modèle dit ce que chaque portée ouvre, dans `filtres_de_portee`."""

    def filtres_de_portee(self, acteur: Acteur) -> dict[Portee, models.Q]:
        raise NotImplementedError(f"{type(self).__name__} doit dire ce que chaque portée ouvre.")

    def visibles_par(self, acteur: Acteur, droit: str | None = None) -> Self:
        """Les lignes que `acteur` peut voir, ou sur lesquelles il a `droit`. Aucune par défaut.

        La condition passe par une sous-requête de clés dès qu'elle traverse une relation multiple :
        jamais de doublon, jamais de `distinct()` à la charge de l'appelant.
        """
        portee = portee_de(acteur.role, droit or f"{self.model._meta.model_name}.voir")
        if portee is None:
            return self.none()
        filtre = self.filtres_de_portee(acteur).get(portee)
        if filtre is None:
            return self.none()
        if portee == Portee.PORTEUSE:
            return self.filter(filtre)
        return self.filter(pk__in=self.model._base_manager.filter(filtre).order_by().values("pk"))
