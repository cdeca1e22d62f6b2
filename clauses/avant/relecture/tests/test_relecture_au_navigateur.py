"""Les écrans de la relecture dans un vrai navigateur : axe, débordements, sécurité, le bouton qui copie."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from clauses.avant.relecture.models import Relecture
from clauses.avant.relecture.tests.fabriques import clause_de_la_piece, piece_juste, relecture
from clauses.fond.comptes.tests.fabriques import acteur
from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.scene import Scene
from lecteur.tests.pieces import pdf_image
from tests.harnais.navigateurs import chemin_du_navigateur

pytestmark = pytest.mark.navigateur
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
GRAVES = {"serious", "critical"}
FAUTES = (("1 000 heures", "800 heures"), ("60 € par heure", "75 € par heure"), (" et les bénéficiaires du RSA", ""))


@pytest.fixture
def faite(live_server) -> tuple[Scene, Relecture]:
    monde = scene.monter(avec_clause=False)
    clause_de_la_piece(monde.lot)
    fichiers = (("CCAP.docx", piece_juste(*FAUTES)), ("AE.docx", piece_juste()), ("RC numérisé.pdf", pdf_image()))
    return monde, relecture(acteur(monde.compte("facilitateur")), *fichiers, lot=monde.lot)


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as moteur:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        navigateur = moteur.chromium.launch(
            executable_path=chemin_du_navigateur(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield navigateur
        navigateur.close()


def ouvrir(navigateur: Browser, monde: Scene, adresse: str, largeur: int, plaintes: list[str]) -> Page:
    """La page, connectée ; les plaintes de la console (dont un refus de sécurité) sont notées."""
    contexte = navigateur.new_context(
        viewport={"width": largeur, "height": 900}, bypass_csp=True, locale="fr-FR", permissions=["clipboard-write"]
    )
    racine = adresse.split("/", 3)[2]
    biscuit = monde.connecter("facilitateur").cookies["sessionid"].value
    contexte.add_cookies([{"name": "sessionid", "value": biscuit, "url": f"http://{racine}"}])
    page = contexte.new_page()
    page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: plaintes.append(str(e)))
    page.goto(adresse)
    return page


@pytest.mark.parametrize("largeur", [1280, 390])
def test_les_pages_tiennent_et_se_lisent_au_lecteur_d_ecran(faite, navigateur, live_server, largeur, tmp_path):
    monde, relue = faite
    adresses = {
        "fiche": reverse("relecture:fiche", args=[relue.pk]),
        "texte": reverse("relecture:texte", args=[relue.pieces.order_by("rang").first().pk]),
        "liste": reverse("relecture:liste"),
        "depot": reverse("relecture:deposer"),
    }
    plaintes: list[str] = []
    for nom, chemin in adresses.items():
        page = ouvrir(navigateur, monde, live_server.url + chemin, largeur, plaintes)
        page.screenshot(path=str(tmp_path / f"{nom}-{largeur}.png"), full_page=True)
        deborde = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert deborde <= 0, f"{nom} déborde de {deborde} px"
        page.add_script_tag(path=str(AXE))
        fautes = page.evaluate("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
        assert [f for f in fautes if f[0] in GRAVES] == [], nom
        page.context.close()
    assert plaintes == []


def test_la_phrase_a_ecrire_se_copie(faite, navigateur, live_server):
    monde, relue = faite
    plaintes: list[str] = []
    page = ouvrir(navigateur, monde, live_server.url + reverse("relecture:fiche", args=[relue.pk]), 1280, plaintes)
    bouton = page.get_by_role("button", name="Copier").first
    bouton.click()
    page.get_by_role("button", name="Copié").first.wait_for()
    assert plaintes == []
    page.context.close()
