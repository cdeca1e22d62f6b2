"""La fiche projet dans un vrai navigateur : de l'acheteur à l'opération, axe, débordements."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from clauses.suivi.marches.tests.scene import departement
from tests.harnais.navigateurs import chemin_du_navigateur

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
def monde(live_server) -> Scene:
    departement("59", "Nord")
    monde = scene.monter(etat="a_l_etude", date_lancement=date(2026, 12, 1))
    fabriques.lot(monde.projet, "2", intitule="Peinture", montant_ht=Decimal(150_000), metier="peinture")
    return monde


@pytest.fixture
def ouvrir(navigateur: Browser, live_server, monde: Scene, request: pytest.FixtureRequest):
    """Ouvre une page dans un rôle ; toute erreur de console (dont un refus de sécurité) fait échouer le test."""
    plaintes: list[str] = []

    def _ouvrir(chemin: str, role: str, largeur: int = 1280, *, sans_csp: bool = False) -> Page:
        contexte = navigateur.new_context(viewport={"width": largeur, "height": 900}, bypass_csp=sans_csp,
                                          has_touch=largeur < 500, locale="fr-FR")  # fmt: skip
        request.addfinalizer(contexte.close)
        jeton = monde.connecter(role).cookies[settings.SESSION_COOKIE_NAME].value
        contexte.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": jeton, "url": live_server.url}])
        page = contexte.new_page()
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: plaintes.append(str(e)))
        page.goto(f"{live_server.url}{chemin}")
        return page

    yield _ouvrir
    assert plaintes == []


def test_de_la_description_par_l_acheteur_a_l_operation(monde: Scene, ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(reverse("projets:creer"), "acheteur")
    page.get_by_label("Intitulé").fill("Nettoyage des écoles")
    page.get_by_label("Services").check()
    page.get_by_label("Montant estimé HT").fill("1 250 000,50")
    page.get_by_label("Durée ferme").fill("24")
    page.get_by_label("Code postal").fill("59300")
    page.get_by_label("Lancement de la consultation").fill("12/10/2027")
    page.get_by_role("button", name="Enregistrer et saisir les lots").click()
    page.get_by_label("Liste des lots").fill("1\tÉcoles du nord\t700 000\n2\tÉcoles du sud\t550 000,50")
    page.get_by_role("button", name="Reporter dans le tableau").click()
    expect(page.get_by_role("status")).to_contain_text("2 lots reportés")
    page.get_by_role("button", name="Enregistrer les lots").click()
    expect(page.get_by_text("soit exactement le montant du projet")).to_be_visible()
    page.get_by_role("link", name="Soumettre au facilitateur").click()
    page.get_by_role("button", name="Soumettre la fiche").click()
    projet = Projet.objects.get(nom="Nettoyage des écoles")
    adresse = reverse("projets:fiche", args=[projet.pk])
    page = ouvrir(adresse, "facilitateur")
    page.get_by_role("button", name="Prendre à l'étude").click()
    page.get_by_role("link", name="Ouvrir sans clause posée…", exact=True).click()
    page.get_by_role("button", name="Ouvrir l’opération").click()
    page.get_by_role("link", name="Voir l'opération").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nettoyage des écoles")
    expect(page.locator(f'main a[href="{adresse}"]')).to_have_text("Nettoyage des écoles")
    assert [lot.montant_ht for lot in projet.lots.order_by("numero")] == [Decimal(700_000), Decimal("550000.50")]


@pytest.mark.parametrize("largeur", [1280, 390])
@pytest.mark.parametrize("nom", ["liste", "creer", "fiche", "modifier", "lots", "lot_creer", "ouvrir", "abandonner"])
def test_chaque_ecran_est_accessible_et_tient_dans_la_page(
    monde: Scene, ouvrir: Callable[..., Page], nom: str, largeur: int
) -> None:
    cle = [] if nom in ("liste", "creer") else [monde.projet.pk]
    page = ouvrir(reverse(f"projets:{nom}", args=cle), "facilitateur", largeur, sans_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    page.add_script_tag(path=AXE)
    violations = page.evaluate("axe.run().then(r => r.violations)")
    assert [f"{v['id']} : {v['nodes'][0]['html']}" for v in violations if v["impact"] in GRAVES] == []
