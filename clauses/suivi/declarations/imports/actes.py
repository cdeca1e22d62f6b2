"""Ce qu'une ligne acceptée demande d'écrire, décrit sans rien écrire."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clauses.fond.socle.models import ModeleMetier


@dataclass(frozen=True)
class Modification:
    """De nouvelles valeurs pour une ligne de la base, telle qu'on l'a lue (`version`)."""

    modele: type[ModeleMetier]
    pk: UUID
    version: int
    valeurs: dict[str, Any]


@dataclass(frozen=True)
class ActeFiches:
    """Tous les objets d'une ligne, ou aucun. `creations` : dépendances d'abord ; un objet partagé avec une autre
    ligne (une structure) y figure dans chacune, et n'est écrit qu'une fois. `rang` : sa place dans les sorts."""

    rang: int
    creations: tuple[ModeleMetier, ...] = ()
    modifications: tuple[Modification, ...] = ()
