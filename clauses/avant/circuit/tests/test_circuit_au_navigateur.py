"""Les écrans du circuit dans un vrai navigateur : axe, débordements, et un aller-retour joué par deux personnes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clauses.avant.circuit.models import Accord, Dossier
from clauses.avant.circuit.services import remarques
from clauses.avant.circuit.tests import fabriques
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
def scene(live_server) -> fabriques.Scene:
    """Un dossier chez l'acheteur, deux remarques dont une répondue, une annexe changée depuis."""
    scene = fabriques.scene()
    scene.chez_l_acheteur(avec_accord=True, avec_juriste=True, message="Pour relecture", echeance=date(2026, 12, 3))
    repondue = scene.remarque("juriste", "Citer l'article du code.")
    remarques.repondre(repondue, par=scene.acteur("facilitateur"), suite="ecartee", reponse="Il l'est à l'article 1.")
    scene.remarque()
    fabriques.version(scene.annexe)
    return scene


@pytest.fixture
def ouvrir(navigateur: Browser, live_server, scene, request: pytest.FixtureRequest):
    """Ouvre une page au nom d'une partie ; toute erreur de console fait échouer le test."""
    plaintes: list[str] = []

    def _ouvrir(chemin: str, qui: str, largeur: int = 1280, *, sans_csp: bool = False) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900}, bypass_csp=sans_csp, has_touch=largeur < 500, locale="fr-FR"
        )
        request.addfinalizer(contexte.close)
        client = Client()
        client.force_login(getattr(scene, qui).utilisateur)
        jeton = client.cookies[settings.SESSION_COOKIE_NAME].value
        contexte.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": jeton, "url": live_server.url}])
        page = contexte.new_page()
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.goto(f"{live_server.url}{chemin}")
        return page

    yield _ouvrir
    assert plaintes == []


def chemins(scene: fabriques.Scene) -> dict[str, tuple[str, str]]:
    cle = [scene.marche.pk]
    ouverte = scene.ouvrir().remarques.get(etat="ouverte")
    return {
        "dossier_facilitateur": (reverse("circuit:dossier", args=cle), "facilitateur"),
        "dossier_acheteur": (reverse("circuit:dossier", args=cle), "acheteur"),
        "dossier_juriste": (reverse("circuit:dossier", args=cle), "juriste"),
        "transmettre": (reverse("circuit:transmettre", args=cle), "acheteur"),
        "accord": (reverse("circuit:accord", args=cle), "juriste"),
        "refuser": (reverse("circuit:refuser", args=cle), "acheteur"),
        "reprendre": (reverse("circuit:reprendre", args=cle), "facilitateur"),
        "remarque_creer": (reverse("circuit:remarque_creer", args=[scene.ccap.pk]), "juriste"),
        "remarque_repondre": (reverse("circuit:remarque_repondre", args=[ouverte.pk]), "facilitateur"),
        "remarque_retirer": (reverse("circuit:remarque_retirer", args=[ouverte.pk]), "acheteur"),
        "liste": (reverse("circuit:liste"), "facilitateur"),
        "accueil_acheteur": ("/", "acheteur"),
        "accueil_juriste": ("/", "juriste"),
        "accueil_facilitateur": ("/", "facilitateur"),
    }


@pytest.mark.parametrize("largeur", [1280, 390])
def test_aucun_ecran_n_a_de_defaut_grave_ni_ne_deborde(ouvrir, scene, largeur: int) -> None:
    for nom, (chemin, qui) in chemins(scene).items():
        page = ouvrir(chemin, qui, largeur, sans_csp=True)
        for detail in page.locator("main details").all():
            detail.evaluate("noeud => { noeud.open = true }")
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        resultat = page.evaluate("axe.run(document)")
        assert len(resultat["passes"]) > 15, nom
        fautes = [(v["id"], v["nodes"][0]["html"][:200]) for v in resultat["violations"] if v["impact"] in GRAVES]
        assert (nom, fautes) == (nom, [])
        large = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (nom, large) == (nom, 0)


def test_un_aller_retour_jusqu_a_la_cloture(ouvrir, scene) -> None:
    """Le facilitateur répond, reprend et renvoie ; l'acheteur et le juriste approuvent ; le facilitateur clôt."""
    circuit = reverse("circuit:dossier", args=[scene.marche.pk])
    page = ouvrir(circuit, "facilitateur")
    page.get_by_text("Répondre", exact=True).first.click()
    page.get_by_label("prise en compte").first.check()
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("La réponse est enregistrée.")).to_be_visible()
    page.get_by_role("link", name="Reprendre le dossier…").click()
    page.get_by_label("Pourquoi").fill("Pénalité corrigée")
    page.get_by_role("button", name="Reprendre le dossier").click()
    page.get_by_role("link", name="Transmettre…").click()
    page.get_by_role("button", name="Transmettre", exact=True).click()
    expect(page.get_by_text("Le dossier est transmis.")).to_be_visible()
    for qui in ("acheteur", "juriste"):
        page = ouvrir(circuit, qui)
        page.get_by_role("link", name="Donner mon accord…").click()
        for case in page.get_by_role("checkbox").all():
            case.check()
        page.get_by_role("button", name="Donner mon accord").click()
        expect(page.get_by_text("Votre accord est enregistré.")).to_be_visible()
    page = ouvrir(circuit, "facilitateur")
    page.get_by_role("link", name="Clore le dossier…").click()
    page.get_by_role("button", name="Clore le dossier").click()
    expect(page.get_by_text("bonnes pour publication").first).to_be_visible()
    assert Dossier.objects.get().etat == Dossier.Etat.CLOS
    assert Accord.objects.filter(version_accordee__rang=2).count() == 3
