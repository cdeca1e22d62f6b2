"""Des métiers, CPV, NAF et mots vers les secteurs ; et la table, cohérente avec celle du calibrage."""

import pytest

from clauses.fond.annuaire import secteurs
from regles.metiers import METIERS


@pytest.mark.parametrize(
    ("cpv", "attendus"),
    [
        ("90910000-9", ("proprete",)),
        ("77310000", ("espaces_verts",)),
        ("90511000", ("dechets",)),
        ("45442100-8", ("second_oeuvre",)),
        ("45233140", ("travaux_publics",)),
        ("45000000", ("gros_oeuvre", "second_oeuvre")),
        ("99999999", ()),
        ("", ()),
    ],
)
def test_d_un_cpv(cpv, attendus):
    assert secteurs.secteurs_du_cpv(cpv) == attendus


@pytest.mark.parametrize(
    ("naf", "attendus"),
    [("8121Z", ("proprete",)), ("81.30Z", ("espaces_verts",)), ("3832z", ("dechets",)), ("8899B", ()), ("7820Z", ())],
)
def test_d_un_naf(naf, attendus):
    assert secteurs.secteurs_du_naf(naf) == attendus


def test_d_un_nom_et_d_intitules():
    assert "agriculture" in secteurs.secteurs_du_nom("LES JARDINS DE COCAGNE")
    assert secteurs.secteurs_du_nom("Association Tremplin") == ()
    declares = secteurs.secteurs_declares("Nettoyage de locaux; Création et entretien des espaces verts|blanchisserie")
    assert declares == ("espaces_verts", "proprete", "textile")
    assert secteurs.secteurs_declares("gros_oeuvre") == ("gros_oeuvre",)


def test_chaque_metier_du_calibrage_mene_a_un_secteur():
    assert [metier for metier in METIERS if not secteurs.secteurs_du_metier(metier)] == []
    connus = {metier for secteur in secteurs.TABLE.values() for metier in secteur.metiers}
    assert connus - set(METIERS) == set()


def test_les_libelles_taisent_un_code_disparu():
    assert secteurs.libelles(["proprete", "disparu"]) == ["Nettoyage, propreté"]
