"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator

from django.db.models import Model

from clauses.avant.opportunite.tests import fabriques
from clauses.fond.socle.tests.specimens import Histoire, Specimens


def objets(histoire: Histoire) -> Iterator[Model]:
    projet = histoire.projet
    fabriques.etude(projet, derogation="immediate", nom_fichier="note.pdf", contenu=fabriques.PDF)
    yield fabriques.inscription(histoire.porteuse, donneur_d_ordre=projet.donneur_d_ordre)


SPECIMENS = Specimens(
    sans_page={"document", "document_etude", "registre_csv", "registre_xlsx", "suivre_le_conseil"},
    morceaux={("note", "code"): ("obligation-sociale", "ouvertures")},
    objets=objets,
)
