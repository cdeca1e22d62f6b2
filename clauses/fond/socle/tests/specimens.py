"""Ce qu'une tranche donne à essayer de ses écrans : les visites de `tests/parcours`, les droits de `tests/coherence`.

Chaque tranche dit les siens dans son `tests/specimens.py`, sous le nom court de ses écrans (« lot », pas
« marches:lot ») ; `tests/harnais/tour.py` les réunit. Un écran ordinaire n'a rien à y dire.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db.models import Model, Q


class Histoire(SimpleNamespace):
    """Une porteuse complète, que chaque tranche augmente à son tour, de la plus basse à la plus haute.

    Ce qu'une tranche y pose (`histoire.lot = …`), une plus haute le reprend.
    """

    def __getattr__(self, nom: str) -> Any:
        raise AttributeError(f"Aucune tranche plus basse n'a posé « {nom} » dans l'histoire.")


def rien(_: Histoire) -> Iterable[Model]:
    return ()


@dataclass(frozen=True)
class Specimens:
    """Les particularités des écrans d'une tranche.

    - `sans_page` : ni page ni formulaire, mais un acte (POST seul), un fichier, un fragment, un renvoi ;
    - `sans_objet` : la démonstration n'a rien à y montrer ;
    - `hors_tour` : (écran, compte) dont ce n'est pas le tour, et que l'écran renvoie ailleurs ;
    - `morceaux` : (écran, nom) → valeurs d'un morceau d'adresse qui n'est pas une clé ;
    - `modeles` : le modèle d'un écran qui prend une clé sans le dire par `@ecran(objet=…)` ;
    - `choix` : l'objet le plus parlant de la démonstration pour cet écran ; `preferes` : pour ce modèle, sinon ;
    - `objets` : un objet de chaque modèle de la tranche, pour essayer chaque adresse avec chaque rôle.
    """

    sans_page: Collection[str] = ()
    sans_objet: Collection[str] = ()
    hors_tour: Collection[tuple[str, str]] = ()
    morceaux: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    modeles: Mapping[str, type[Model]] = field(default_factory=dict)
    choix: Mapping[str, Q] = field(default_factory=dict)
    preferes: Mapping[type[Model], Q] = field(default_factory=dict)
    objets: Callable[[Histoire], Iterable[Model]] = rien


SPECIMENS = Specimens()
