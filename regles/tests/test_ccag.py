"""Un CCAG se reconnaît à tout ce qu'on en écrit, et a un seul article d'insertion."""

import pytest

from regles.ccag import CCAG, EN_VIGUEUR, ccag_cite, ccag_du_marche


@pytest.mark.parametrize(
    ("dit", "code"),
    [
        ("Travaux", "travaux"), ("CCAG-Travaux", "travaux"), ("CCAG des marchés publics de travaux", "travaux"),
        ("FCS", "fcs"), ("ccag fcs", "fcs"), ("Fournitures courantes et services", "fcs"),
        ("PI", "pi"), ("CCAG-PI", "pi"), ("Prestations intellectuelles", "pi"),
        ("TIC", "tic"), ("Techniques de l'information et de la communication", "tic"),
        ("Techniques de l’information et de la com", "tic"),
        ("MI", "mi"), ("Marchés industriels", "mi"), ("Maitrise d'œuvre", "moe"), ("CCAG-MOE", "moe"),
        ("Pas de CCAG", ""), ("NC", ""), ("", ""), ("Copie conforme", ""), ("Participation", ""),
    ],
)  # fmt: skip  # un CCAG par rangée, sous ses écritures
def test_un_ccag_se_reconnait_comme_on_l_ecrit(dit, code):
    trouve = ccag_cite(dit)
    assert (trouve.code if trouve else "") == code


def test_chacun_se_reconnait_a_son_nom_et_a_son_sigle():
    for ccag in CCAG:
        assert ccag_cite(ccag.nom) is ccag
        assert ccag_cite(f"CCAG {ccag.sigle}") is ccag


def test_chacun_dit_son_arrete_sa_date_et_son_article():
    assert {ccag.code: ccag.article for ccag in CCAG} == {
        "travaux": "20.1",
        "fcs": "16.1",
        "pi": "16.1",
        "moe": "",
        "mi": "16.1",
        "tic": "16.1",
    }
    for ccag in CCAG:
        assert ccag.depuis == EN_VIGUEUR
        assert "30 mars 2021" in ccag.arrete.titre
        assert (ccag.arrete.certitude == "C") == (not ccag.article), "un article à vérifier se dit tel"


def test_un_marche_muet_a_le_ccag_de_sa_nature_d_achat():
    assert ccag_du_marche("", "services").code == "fcs"
    assert ccag_du_marche("TIC", "services").code == "tic"
    assert ccag_du_marche("Pas de CCAG", "travaux") is None
    assert ccag_du_marche("", "") is None
