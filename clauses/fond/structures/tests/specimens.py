"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Model

from clauses.fond.socle.tests.specimens import Histoire, Specimens
from clauses.fond.structures.tests import fabriques


def objets(histoire: Histoire) -> Iterator[Model]:
    histoire.porteuse = fabriques.porteuse()
    histoire.entreprise = fabriques.entreprise(histoire.porteuse)
    histoire.employeur = fabriques.etti(histoire.porteuse)
    ancien = fabriques.autre_etablissement(histoire.entreprise.siret)
    yield from (histoire.porteuse, histoire.entreprise, fabriques.contact(histoire.entreprise))
    yield fabriques.quitte(histoire.entreprise, ancien, date(2020, 12, 31))


SPECIMENS = Specimens(sans_page={"export_csv", "export_xlsx", "logo", "retablir"}, objets=objets)
