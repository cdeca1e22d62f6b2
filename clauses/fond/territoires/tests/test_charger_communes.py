"""Charger les communes, deux fois, avec des lignes fautives."""

import pytest

from clauses.fond.territoires.models import Commune, Departement
from clauses.fond.territoires.models.territoire import departement_du_code_postal
from clauses.fond.territoires.tests.fabriques import charger

pytestmark = pytest.mark.django_db

CSV = """Code commune;Nom commune;Code postal
59606;Valenciennes;59300
1004;Ambérieu-en-Bugey;01500
97411;Saint-Denis;97400|97490
2A004;Ajaccio;20000
99999;Nulle part;99999
59350;;59000
"""


@pytest.fixture
def fichier(tmp_path):
    chemin = tmp_path / "communes.csv"
    chemin.write_text(CSV, encoding="utf-8")
    return chemin


def test_les_departements_viennent_avec_le_logiciel():
    assert Departement.objects.count() == 107
    assert Departement.objects.get(pk="59").region.nom == "Hauts-de-France"


def test_les_communes_se_chargent_et_se_rechargent_sans_doublon(fichier, capsys):
    assert charger(fichier) == 1  # deux lignes refusées
    sortie = capsys.readouterr().out
    assert "4\u00a0créées" in sortie
    assert "2\u00a0refusées" in sortie
    assert "Ligne 6" in sortie
    assert Commune.objects.get(pk="01004").departement_id == "01"
    assert Commune.objects.get(pk="97411").codes_postaux == ["97400", "97490"]
    charger(fichier)
    assert "0\u00a0créée, 0\u00a0mise à jour, 4\u00a0inchangées" in capsys.readouterr().out


def test_une_commune_qui_change_de_nom_est_mise_a_jour(fichier, capsys):
    charger(fichier)
    fichier.write_text(CSV.replace("Valenciennes", "Valenciennes-Nouvelle"), encoding="utf-8")
    charger(fichier)
    assert "1\u00a0mise à jour" in capsys.readouterr().out
    assert Commune.objects.get(pk="59606").nom == "Valenciennes-Nouvelle"


def test_sans_appliquer_rien_n_est_ecrit(fichier, capsys):
    assert charger(fichier, appliquer=False) == 1
    sortie = capsys.readouterr().out
    assert "4\u00a0créées" in sortie
    assert "Aperçu" in sortie
    assert not Commune.objects.exists()


def test_un_fichier_absent_ou_sans_colonne_se_dit(tmp_path, capsys):
    assert charger(tmp_path / "absent.csv") == 2
    sans = tmp_path / "sans.csv"
    sans.write_text("a;b\n1;2\n", encoding="utf-8")
    assert charger(sans) == 2
    assert "code" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code_postal", "departement"),
    [("59300", "59"), ("20000", "2A"), ("20200", "2B"), ("97400", "974"), ("", ""), ("5930", "")],
)
def test_le_departement_se_lit_dans_le_code_postal(code_postal, departement):
    assert departement_du_code_postal(code_postal) == departement
