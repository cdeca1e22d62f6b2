"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.fond.comptes.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    histoire.facilitateur = fabriques.facilitateur(histoire.porteuse)
    yield from (histoire.facilitateur, histoire.facilitateur.utilisateur)


SPECIMENS = Specimens(sans_page={"agir_comme", "remettre_lien"}, objets=objets)
