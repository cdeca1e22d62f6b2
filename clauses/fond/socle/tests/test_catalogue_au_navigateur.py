"""Le catalogue dans un vrai navigateur : axe, débordements, politique de sécurité, clavier, double envoi."""

import pytest
from playwright.sync_api import expect

from tests.harnais.visite import TELEPHONE, Visite, reproches

pytestmark = pytest.mark.navigateur

CATALOGUE = "/catalogue/"


def test_le_catalogue_n_a_rien_de_grave(visite: Visite) -> None:
    page = visite.ouvrir(CATALOGUE)
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    assert reproches(page) == []


def test_au_doigt_les_cibles_font_quarante_quatre_pixels(visite: Visite) -> None:
    page = visite.ouvrir(CATALOGUE, largeur=TELEPHONE)
    page.emulate_media()
    if not page.evaluate("matchMedia('(pointer: coarse)').matches"):
        pytest.skip("ce navigateur n’imite pas le doigt")
    for bouton in page.locator(".btn:visible").all():
        assert (bouton.bounding_box() or {"height": 44})["height"] >= 44


def test_le_clavier(visite: Visite) -> None:
    page = visite.ouvrir(CATALOGUE)
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


def test_un_acte_se_confirme_puis_ne_part_qu_une_fois(visite: Visite) -> None:
    page = visite.ouvrir(CATALOGUE)
    envois: list[str] = []
    page.route("**/catalogue/*", lambda route: envois.append(route.request.method) or route.fulfill(status=204))
    bouton = page.get_by_role("button", name="Clore l’opération")
    bouton.click()
    fenetre = page.locator("#fenetre-confirmation")
    expect(fenetre).to_contain_text("Les quatre titulaires seront prévenus")
    fenetre.get_by_role("button", name="Ne rien changer").click()
    assert envois == []
    bouton.click()
    fenetre.get_by_role("button", name="Clore l’opération").click()
    expect(bouton).to_be_disabled()
    page.evaluate("document.querySelector('.action-post').requestSubmit()")
    # Une requête partie après le second envoi, et revenue : lui, s'il devait partir, serait déjà là.
    page.evaluate("() => new Promise(fin => setTimeout(() => fetch('/catalogue/?apres').then(fin), 0))")
    assert envois == ["POST", "GET"]


def test_l_espace_fine_se_voit(visite: Visite) -> None:
    """« 1 240 » ne se lit pas « 1240 » : l'espace fine a la largeur de notre police, pas celle du hasard."""
    page = visite.ouvrir(CATALOGUE)
    largeur = page.evaluate(
        """() => {
            const s = document.createElement('span');
            s.textContent = '\\u202f'.repeat(100);
            document.querySelector('h1').append(s);
            return s.getBoundingClientRect().width / parseFloat(getComputedStyle(s).fontSize);
        }"""
    )
    assert largeur == pytest.approx(18, abs=1.5)
