"""Nos propres pièces, relues contre leur propre lot : aucune ne se fait bloquer, quelle que soit la formule."""

import pytest

from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.services import pieces as redaction
from clauses.avant.redaction.tests import fabriques
from clauses.avant.redaction.tests.scene import Scene
from clauses.avant.relecture import services

pytestmark = pytest.mark.django_db
NATURES = {Piece.Nature.CCAP: "CCAP", Piece.Nature.RC: "RC", Piece.Nature.AAPC: "AAPC", Piece.Nature.AE: "AE"}


def relue(scene: Scene, nature: str):
    """La pièce engendrée, puis relue contre tous les lots de son marché."""
    version = redaction.engendrer(
        redaction.preparer(scene.marche, nature, par=scene.acteur()), par=scene.acteur()
    ).version
    fichiers = [(f"{NATURES[nature]}.docx", bytes(version.contenu))]
    return services.deposer(fichiers, par=scene.acteur(), marche=scene.marche).pieces.get()


@pytest.mark.parametrize("nom", sorted(fabriques.SCENES))
@pytest.mark.parametrize("nature", list(NATURES), ids=str)
def test_notre_piece_est_conforme_a_son_lot(nom, nature):
    scene = Scene(fabriques.SCENES[nom]())
    if not any(a.nature == nature and a.a_lieu for a in applicables(lire(scene.marche))):
        pytest.skip(f"{nom} n'appelle pas cette pièce")
    piece = relue(scene, nature)
    dites = [r for r in piece.remarques if r["gravite"] in ("bloquante", "a_corriger")]
    assert [(r["code"], r["explication"], r.get("citation", "")) for r in dites] == []
    assert any(r["gravite"] == "conforme" for r in piece.remarques)
