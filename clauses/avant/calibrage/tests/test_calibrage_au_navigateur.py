"""Le calibrage dans un vrai navigateur : axe, débordements, et le chemin d'un projet jusqu'aux clauses posées."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clauses.avant.calibrage.tests import fabriques
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause
from clauses.suivi.marches.tests import fabriques as marches
from tests.harnais.navigateurs import chemin_du_navigateur
from tests.parcours.visite import espaces_oubliees

pytestmark = pytest.mark.navigateur

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
GRAVES = {"serious", "critical"}


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as moteur:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        navigateur = moteur.chromium.launch(
            executable_path=chemin_du_navigateur(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield navigateur
        navigateur.close()


@pytest.fixture
def projet(live_server) -> Projet:
    """Deux lots, un marché comparable, une valeur de la porteuse."""
    porteuse = structures.porteuse()
    passe = marches.lot(marches.marche(marches.operation(porteuse)), montant_ht=Decimal(900_000))
    marches.clause(passe, heures=Decimal(600))
    fabriques.valeur(porteuse)
    projet = projets.projet(porteuse)
    projets.lot(projet, "1", intitule="Gros œuvre", montant_ht=Decimal(1_000_000))
    projets.lot(projet, "2", intitule="Peinture", montant_ht=Decimal(120_000))
    return projet


@pytest.fixture
def ouvrir(navigateur: Browser, live_server, projet, request: pytest.FixtureRequest):
    """Ouvre une page au nom du facilitateur ; toute erreur de console fait échouer le test."""
    plaintes: list[str] = []
    client = Client()
    client.force_login(comptes.facilitateur(projet.porteuse).utilisateur)
    jeton = client.cookies[settings.SESSION_COOKIE_NAME].value

    def _ouvrir(chemin: str, largeur: int = 1280, *, sans_csp: bool = False) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900}, bypass_csp=sans_csp, has_touch=largeur < 500, locale="fr-FR"
        )
        request.addfinalizer(contexte.close)
        contexte.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": jeton, "url": live_server.url}])
        page = contexte.new_page()
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.goto(f"{live_server.url}{chemin}")
        return page

    yield _ouvrir
    assert plaintes == []


@pytest.mark.parametrize("largeur", [1280, 390])
def test_aucun_ecran_n_a_de_defaut_grave_ni_ne_deborde(ouvrir, projet, largeur: int) -> None:
    lot = projet.lots.get(numero="1")
    fabriques.calibrage(lot, heures_retenues=Decimal(840), motif="Vingt-quatre semaines.")
    ecrans = [
        reverse("calibrage:projet", args=[projet.pk]),
        reverse("calibrage:ouvrir", args=[projet.pk]),
        reverse("calibrage:lot", args=[lot.pk]),
        reverse("calibrage:lot", args=[lot.pk]) + "?methode=anru",
        reverse("calibrage:lot", args=[lot.pk])
        + "?methode=proprete&duree_mois=36&taux=10&heures_reprises=400&si_taux=15",
        reverse("calibrage:resume", args=[projet.pk]),
        reverse("calibrage:references"),
        reverse("calibrage:reference_saisir"),
    ]
    for chemin in ecrans:
        page = ouvrir(chemin, largeur, sans_csp=True)
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        resultat = page.evaluate("axe.run(document)")
        assert len(resultat["passes"]) > 15, chemin
        fautes = [(v["id"], v["nodes"][0]["html"][:200]) for v in resultat["violations"] if v["impact"] in GRAVES]
        assert (chemin, fautes) == (chemin, [])
        large = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (chemin, large) == (chemin, 0)
        assert (chemin, espaces_oubliees(page)) == (chemin, [])


def test_d_un_curseur_aux_clauses_posees(ouvrir, projet) -> None:
    """On regarde « et si », on retient tous les volumes, on ouvre l'opération : les clauses sont là."""
    lot = projet.lots.get(numero="1")
    page = ouvrir(reverse("calibrage:lot", args=[lot.pk]))
    # Gros œuvre : 1 000 000 × 45 % × 5 % ÷ 30 = 750 h ; à 10 %, 1 500 h.
    page.locator("#si_taux").fill("10")
    expect(page.locator("#et-si")).to_contain_text("1 500 h")
    expect(page.locator("#et-si")).to_contain_text("+750 h")
    expect(page.locator("#si_taux")).to_have_value("10")
    page = ouvrir(reverse("calibrage:projet", args=[projet.pk]))
    page.get_by_role("button", name="Retenir ces volumes").click()
    expect(page.get_by_text("Volumes retenus : 880 h en tout.")).to_be_visible()
    page.get_by_role("link", name="Ouvrir l'opération et poser les clauses").click()
    page.get_by_role("button", name="Ouvrir l'opération").click()
    expect(page.get_by_text("L'opération est ouverte et ses clauses sont posées.")).to_be_visible()
    assert sorted(Clause.objects.filter(lot__lot_projet__projet=projet).values_list("heures", flat=True)) == [130, 750]
