"""La page /catalogue/ montre chaque composant ; aucune page ne met de style ni de script en ligne."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.signals import template_rendered

from clauses.fond.socle.composants import Page
from clauses.fond.socle.templatetags.clause import register

GABARITS = Path(__file__).parent.parent / "templates"
COMPOSANTS = sorted(f"socle/composants/{f.name}" for f in (GABARITS / "socle/composants").glob("*.html"))
SANS_APPARENCE = {"fiche"}  # rend une adresse : rien à montrer
EN_LIGNE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", re.I)


@pytest.fixture
def catalogue() -> tuple[str, set[str]]:
    """Le HTML de la page, et les gabarits qui l'ont fait."""
    vus: set[str] = set()

    def noter(template, **_):
        vus.add(template.name)

    template_rendered.connect(noter)
    try:
        reponse = Client().get("/catalogue/")
    finally:
        template_rendered.disconnect(noter)
    assert reponse.status_code == 200
    return reponse.content.decode(), vus


def test_chaque_composant_est_au_catalogue(catalogue: tuple[str, set[str]]) -> None:
    assert len(COMPOSANTS) > 15
    assert [nom for nom in COMPOSANTS if nom not in catalogue[1]] == []


def test_chaque_balise_est_au_catalogue() -> None:
    source = "".join((GABARITS / nom).read_text() for nom in ["socle/catalogue.html", "base.html", *COMPOSANTS])
    appelees = set(re.findall(r"{% (\w+)", source))
    filtres = set(re.findall(r"\|(\w+)", source))
    assert set(register.tags) - appelees == set()
    assert set(register.filters) - filtres == SANS_APPARENCE


def test_chaque_composant_dit_son_but_et_ses_parametres() -> None:
    for nom in COMPOSANTS:
        tete = (GABARITS / nom).read_text(encoding="utf-8").split("{% endcomment %}")[0]
        assert tete.startswith("{% comment %}\nBut : "), nom
        assert "Paramètres : " in tete, nom


def test_rien_n_est_en_ligne(catalogue: tuple[str, set[str]]) -> None:
    assert EN_LIGNE.findall(catalogue[0]) == []
    assert EN_LIGNE.findall('<p style="x">') != []
    assert EN_LIGNE.findall("<script>") != []


def test_les_identifiants_sont_uniques(catalogue: tuple[str, set[str]]) -> None:
    ids = re.findall(r'\sid="([^"]+)"', catalogue[0])
    assert sorted(ids) == sorted(set(ids))
    for cible in re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', catalogue[0]):
        assert set(cible.split()) <= set(ids), cible


def test_une_page_sans_bandeau_ni_page_se_rend() -> None:
    requete = RequestFactory().get("/")
    html = render_to_string("base_publique.html", {"page": Page("Se connecter", "Avec votre adresse.")}, requete)
    assert "<title>Se connecter · Clause ouverte</title>" in html
    assert html.count("<h1>") == 1
    assert "<title> · Clause ouverte</title>" in render_to_string("base.html", {}, requete)


@pytest.mark.parametrize("numero", ["400", "403", "404", "500"])
def test_une_page_d_erreur_dit_quoi_faire_sans_rien_demander(numero: str) -> None:
    requete = RequestFactory().get("/") if numero in ("403", "404") else None  # ces deux-là reconnaissent qui lit
    html = render_to_string(f"{numero}.html", request=requete)
    assert f"Erreur {numero}" in html
    assert "Ce que vous pouvez faire" in html
    assert 'href="/"' in html
    assert EN_LIGNE.findall(html) == []
