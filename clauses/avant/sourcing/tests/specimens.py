"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.avant.sourcing.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    yield fabriques.sollicitation(histoire.projet, etat="envoyee")


SPECIMENS = Specimens(
    sans_page={"envoyer", "noter_envoyee", "piece", "relancer", "sans_reponse", "solliciter"}, objets=objets
)
