"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.avant.projets.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    histoire.projet = fabriques.projet(histoire.porteuse, donneur_d_ordre=histoire.operation.donneur_d_ordre)
    yield from (histoire.projet, fabriques.lot(histoire.projet))


SPECIMENS = Specimens(sans_page={"prendre"}, objets=objets)
