"""Le catalogue dans un vrai navigateur : axe, débordements, politique de sécurité, clavier, double envoi."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

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
def ouvrir(navigateur: Browser, live_server, request: pytest.FixtureRequest):
    """Ouvre une page ; toute erreur de console (dont un refus de la politique de sécurité) fait échouer le test."""
    plaintes: list[str] = []

    def _ouvrir(chemin: str = "/catalogue/", largeur: int = 1280, *, sans_csp: bool = False) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900}, bypass_csp=sans_csp, has_touch=largeur < 500, locale="fr-FR"
        )
        request.addfinalizer(contexte.close)
        page = contexte.new_page()
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: plaintes.append(str(e)))
        page.goto(f"{live_server.url}{chemin}")
        return page

    yield _ouvrir
    assert plaintes == []


@pytest.mark.parametrize("largeur", [1280, 390])
def test_axe_ne_trouve_aucun_defaut_grave(ouvrir, largeur: int) -> None:
    page = ouvrir(largeur=largeur, sans_csp=True)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    resultat = page.evaluate("axe.run(document)")
    assert len(resultat["passes"]) > 30
    fautes = [(v["id"], v["nodes"][0]["html"][:200]) for v in resultat["violations"] if v["impact"] in GRAVES]
    assert fautes == []


def test_axe_voit_un_defaut_qu_on_lui_montre(ouvrir) -> None:
    page = ouvrir(sans_csp=True)
    page.evaluate("document.querySelector('#recherche').labels[0].remove()")
    page.evaluate("document.querySelector('#recherche').removeAttribute('placeholder')")
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    assert "label" in {v["id"] for v in page.evaluate("axe.run(document)")["violations"]}


@pytest.mark.parametrize("largeur", [1280, 390])
def test_rien_ne_deborde(ouvrir, largeur: int) -> None:
    page = ouvrir(largeur=largeur)
    assert page.evaluate("document.documentElement.scrollWidth") == largeur
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")


def test_au_doigt_les_cibles_font_quarante_quatre_pixels(ouvrir) -> None:
    page = ouvrir(largeur=390)
    page.emulate_media()
    if not page.evaluate("matchMedia('(pointer: coarse)').matches"):
        pytest.skip("ce navigateur n'imite pas le doigt")
    for bouton in page.locator(".btn:visible").all():
        assert (bouton.bounding_box() or {"height": 44})["height"] >= 44


def test_le_clavier(ouvrir) -> None:
    page = ouvrir()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#recherche")).to_be_focused()
    page.keyboard.type("j?")
    expect(page.locator("#recherche")).to_have_value("j?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.ligne-active th")).to_have_text("2 · Menuiseries")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("tr.ligne-active input")).to_be_checked()
    expect(page.locator("[data-barre-actions] button").first).to_have_text("Valider la ligne")
    page.locator("[data-tout]").check()
    expect(page.locator("[data-barre-actions] button").first).to_have_text("Valider les 4 lignes")
    page.keyboard.press("?")
    expect(page.locator("#aide-clavier")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#aide-clavier")).to_be_hidden()


def test_un_acte_se_confirme_puis_ne_part_qu_une_fois(ouvrir) -> None:
    page = ouvrir()
    envois: list[str] = []
    page.route("**/catalogue/", lambda route: envois.append(route.request.method) or route.fulfill(status=204))
    bouton = page.get_by_role("button", name="Clore l'opération")
    bouton.click()
    fenetre = page.locator("#fenetre-confirmation")
    expect(fenetre).to_contain_text("Les quatre titulaires seront prévenus")
    fenetre.get_by_role("button", name="Ne rien changer").click()
    assert envois == []
    bouton.click()
    fenetre.get_by_role("button", name="Clore l'opération").click()
    expect(bouton).to_be_disabled()
    page.evaluate("document.querySelector('.action-post').requestSubmit()")
    page.wait_for_timeout(200)
    assert envois == ["POST"]


def test_l_espace_fine_se_voit(ouvrir) -> None:
    """« 1 240 » ne se lit pas « 1240 » : l'espace fine a la largeur de notre police, pas celle du hasard."""
    page = ouvrir()
    largeur = page.evaluate(
        """() => {
            const s = document.createElement('span');
            s.textContent = '\\u202f'.repeat(100);
            document.querySelector('h1').append(s);
            return s.getBoundingClientRect().width / parseFloat(getComputedStyle(s).fontSize);
        }"""
    )
    assert largeur == pytest.approx(18, abs=1.5)
