"""Le CCAG choisi sur la fiche d'un marché se garde, et se relit pour ce qu'il est."""

import pytest

from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.forms.marches import CCAG
from clauses.suivi.marches.tests import fabriques
from regles.ccag import ccag_cite

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("garde", "nom"), CCAG.items())
def test_chaque_ccag_propose_se_garde(garde: str, nom: str) -> None:
    marche = fabriques.marche(fabriques.operation(structures.porteuse()), ccag=garde)
    assert ccag_cite(marche.ccag).nom == nom
