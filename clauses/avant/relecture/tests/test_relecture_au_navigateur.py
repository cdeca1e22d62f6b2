"""La relecture dans un vrai navigateur : la fiche de pièces fautives, et le bouton qui copie."""

import pytest
from django.urls import reverse

from clauses.avant.relecture.models import Relecture
from clauses.avant.relecture.tests.fabriques import clause_de_la_piece, piece_juste, relecture
from clauses.fond.comptes.tests.fabriques import acteur
from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.scene import Scene
from lecteur.tests.pieces import pdf_image
from tests.harnais.visite import Visite, reproches, session

pytestmark = pytest.mark.navigateur

FAUTES = (("1 000 heures", "800 heures"), ("60 € par heure", "75 € par heure"), (" et les bénéficiaires du RSA", ""))


@pytest.fixture
def faite(live_server) -> tuple[Scene, Relecture]:
    monde = scene.monter(avec_clause=False)
    clause_de_la_piece(monde.lot)
    fichiers = (("CCAP.docx", piece_juste(*FAUTES)), ("AE.docx", piece_juste()), ("RC numérisé.pdf", pdf_image()))
    return monde, relecture(acteur(monde.compte("facilitateur")), *fichiers, lot=monde.lot)


def test_la_fiche_se_lit_et_la_phrase_a_ecrire_se_copie(faite, visite: Visite) -> None:
    """Trois fautes, une pièce juste et une pièce illisible ; les autres pages sont visitées par tests/parcours."""
    monde, relue = faite
    visite.session_de = lambda role: session(monde.compte(role).utilisateur)
    fiche = reverse("relecture:fiche", args=[relue.pk])
    page = visite.ouvrir(fiche, "facilitateur", permissions=["clipboard-write"])
    assert reproches(page, espaces=False) == []
    page.get_by_role("button", name="Copier").first.click()
    page.get_by_role("button", name="Copié").first.wait_for()
