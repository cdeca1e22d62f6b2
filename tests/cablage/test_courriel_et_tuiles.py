"""Le serveur de courriel, l'adresse du site et les tuiles : lus d'une variable, refusés s'ils sont faux."""

import pytest

from config import env
from config.courriel import depuis_url
from config.securite import POLITIQUE, politique


def test_une_adresse_smtp_donne_les_reglages_de_django():
    reglages = depuis_url("smtp://compte%40exemple.fr:mot%2Fpasse@smtp.exemple.fr")
    assert (reglages["EMAIL_HOST"], reglages["EMAIL_PORT"]) == ("smtp.exemple.fr", 587)
    assert (reglages["EMAIL_HOST_USER"], reglages["EMAIL_HOST_PASSWORD"]) == ("compte@exemple.fr", "mot/passe")
    assert (reglages["EMAIL_USE_TLS"], reglages["EMAIL_USE_SSL"]) == (True, False)


def test_smtps_et_sans_chiffrement():
    sur = depuis_url("smtps://a:b@smtp.exemple.fr")
    assert (sur["EMAIL_PORT"], sur["EMAIL_USE_TLS"], sur["EMAIL_USE_SSL"]) == (465, False, True)
    nu = depuis_url("smtp://127.0.0.1:25?chiffrement=non")
    assert (nu["EMAIL_PORT"], nu["EMAIL_USE_TLS"], nu["EMAIL_USE_SSL"]) == (25, False, False)


@pytest.mark.parametrize(
    "brut", ["smtp.exemple.fr", "http://smtp.exemple.fr", "smtp://", "smtp://h?chiffrement=peut-être"]
)
def test_une_adresse_de_courriel_fausse_est_refusee(brut):
    with pytest.raises(ValueError, match=r"attendu|chiffrement"):
        depuis_url(brut)


@pytest.mark.parametrize(
    ("variable", "brut"),
    [
        (env.TUILES, "http://tuiles.exemple.fr/{z}/{x}/{y}.png"),
        (env.TUILES, "https://tuiles.exemple.fr/carte.png"),
        (env.TUILES, "https://{s}.tuiles.exemple.fr/{z}/{x}/{y}.png"),
        (env.ADRESSE_DU_SITE, "clause.exemple.fr"),
    ],
)
def test_un_modele_de_tuiles_ou_une_adresse_fausse_est_refuse(variable, brut, monkeypatch):
    monkeypatch.setenv(variable.nom, brut)
    with pytest.raises(env.VariableInvalide, match=variable.nom):
        variable.lire()


def test_seul_l_hote_des_tuiles_est_permis_et_seulement_aux_images():
    ouverte = politique("https://tuiles.exemple.fr/{z}/{x}/{y}.png")["DIRECTIVES"]
    assert politique() == POLITIQUE
    assert ouverte["img-src"] == [*POLITIQUE["DIRECTIVES"]["img-src"], "https://tuiles.exemple.fr"]
    assert {k: v for k, v in ouverte.items() if k != "img-src"} == {
        k: v for k, v in POLITIQUE["DIRECTIVES"].items() if k != "img-src"
    }
