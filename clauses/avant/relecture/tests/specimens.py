"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.avant.relecture.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    relecture = fabriques.relecture(histoire.facilitateur.en_acteur(), lot=histoire.lot)
    yield from (relecture, relecture.pieces.get())


SPECIMENS = Specimens(
    sans_page={"exporter_docx", "exporter_xlsx", "relire", "suivi", "telecharger", "traiter"}, objets=objets
)
