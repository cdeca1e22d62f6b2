"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.fond.annuaire.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    histoire.fournisseur = fabriques.fournisseur()
    yield histoire.fournisseur


SPECIMENS = Specimens(sans_page={"ajouter"}, objets=objets)
