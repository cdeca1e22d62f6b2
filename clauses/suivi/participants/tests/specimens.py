"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model, Q

from clauses.fond.socle.tests.specimens import Histoire, Specimens
from clauses.suivi.participants.tests import fabriques


def objets(histoire: Histoire) -> Iterator[Model]:
    histoire.personne = fabriques.participant(histoire.porteuse)
    yield from (histoire.personne, fabriques.critere(histoire.personne, "rsa"))


SPECIMENS = Specimens(choix={"prononcer_eligibilite": Q(prenom="Leïla")}, objets=objets)
