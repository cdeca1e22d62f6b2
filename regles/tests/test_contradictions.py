"""Chaque contradiction cite au moins deux textes et dit ce qui est appliqué ; les notes qu'elle nomme existent."""

import pytest

from regles.contradictions import CONTRADICTIONS, pour_les_notes
from regles.notes.catalogue import PAR_CODE
from regles.notes.tables import tables


@pytest.mark.parametrize("une", CONTRADICTIONS, ids=lambda une: une.code)
def test_une_contradiction_a_deux_textes_ce_qui_s_applique_et_pourquoi(une):
    assert len({dire.quoi for dire in une.textes}) == len(une.textes) >= 2
    assert une.applique.endswith(".")
    assert une.pourquoi.endswith(".")
    assert set(une.notes) <= PAR_CODE.keys()


def test_les_codes_sont_uniques_et_la_table_les_imprime_toutes():
    assert len({une.code for une in CONTRADICTIONS}) == len(CONTRADICTIONS)
    imprime = "\n".join(tables())
    assert all(une.sujet in imprime and une.applique in imprime for une in CONTRADICTIONS)


def test_une_note_montre_les_siennes_chacune_une_fois():
    siennes = pour_les_notes({"obligation-sociale", "critere"})
    assert {"date-de-l-obligation", "derogations", "critere-environnemental"} <= {une.code for une in siennes}
    assert len(siennes) == len({une.code for une in siennes})
    assert pour_les_notes({"ouvertures"}) == ()
