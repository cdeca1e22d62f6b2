"""Le journal d'une personne dit ses critères en clair."""

import pytest

from clauses.fond.socle.historique import historique
from clauses.fond.structures.tests.fabriques import porteuse
from clauses.suivi.participants.tests import fabriques

pytestmark = pytest.mark.django_db


def test_un_critere_se_dit_par_son_libelle_et_non_par_son_code() -> None:
    personne = fabriques.participant(porteuse())
    critere = fabriques.critere(personne, "refugie")
    titres = [evenement.titre for evenement in historique([personne, critere])]
    assert any("Réfugié, ou bénéficiaire d'une protection subsidiaire ou temporaire" in titre for titre in titres), (
        titres
    )
