"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.avant.calibrage.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    yield fabriques.valeur(histoire.porteuse)


SPECIMENS = Specimens(
    sans_page={"retenir", "retenir_tout"},
    sans_objet={"reference_annuler"},  # la démonstration n'a pas de valeur propre dans la table des métiers
    objets=objets,
)
