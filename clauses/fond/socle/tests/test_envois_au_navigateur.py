"""Un envoi redit, et une page quittée, dans un vrai navigateur."""

import pytest
from playwright.sync_api import Page, expect

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.visite import Visite, photographier, reproches, session

pytestmark = pytest.mark.navigateur


@pytest.fixture
def page(visite: Visite, live_server) -> Page:
    cle = session(comptes.responsable(structures.porteuse()).utilisateur)
    visite.session_de = lambda _: cle
    return visite.ouvrir("/structures/creer/", "responsable")


def envoyer(page: Page, nom: str) -> None:
    page.get_by_label("Raison sociale").fill(nom)
    page.get_by_label("Famille").select_option("bailleur")
    page.locator("form.panneau button[type=submit]").click()


def test_la_meme_page_renvoyee_autrement_demande_et_ne_perd_rien(page: Page) -> None:
    jeton = page.locator("form.panneau [name=envoi]").get_attribute("value")
    envoyer(page, "Premier bailleur")
    expect(page.get_by_role("heading", name="Premier bailleur")).to_be_visible()
    page.goto("/structures/creer/")
    # La page telle que certains navigateurs la gardent en mémoire : le même jeton.
    page.evaluate("jeton => { document.querySelector('form.panneau [name=envoi]').value = jeton }", jeton)
    envoyer(page, "Second bailleur")
    expect(page.get_by_role("heading", name="C’est déjà enregistré")).to_be_visible()
    assert reproches(page, "deja-enregistre") == []
    photographier(page, "deja-enregistre")
    page.get_by_role("button", name="Enregistrer aussi ce second envoi").click()
    expect(page.get_by_role("heading", name="Second bailleur")).to_be_visible()
    assert Structure.objects.filter(nom__endswith="bailleur").count() == 2


def test_apres_la_deconnexion_le_retour_en_arriere_ne_montre_plus_rien(page: Page) -> None:
    page.goto("/structures/")
    expect(page.get_by_role("heading", name="Structures")).to_be_visible()
    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Me déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    assert page.get_by_text("Mon compte").count() == 0
