"""Les écrans des marchés dans un vrai navigateur : axe, débordements, sécurité, formulaire de la clause."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.marches.imports.chaine import Choix
from clauses.suivi.marches.models import EvenementMarche
from clauses.suivi.marches.services.import_marches import appliquer, deposer
from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.publications import fichier, publication
from clauses.suivi.marches.tests.scene import Scene
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
    monde = scene.monter()
    scene.facturer(monde)
    for nature, jour, champs in (
        ("ordre_de_service", date(2026, 1, 15), {"reference": "OS n° 1"}),
        ("avenant", date(2026, 6, 1), {"duree_mois": 2, "reference": "n° 1", "description": "Désamiantage"}),
    ):
        creer(EvenementMarche, marche=monde.marche, nature=nature, jour=jour, **champs)
    return monde


@pytest.fixture
def ouvrir(navigateur: Browser, live_server, monde: Scene, request: pytest.FixtureRequest):
    """Ouvre une page dans un rôle ; toute erreur de console (dont un refus de sécurité) fait échouer le test."""
    plaintes: list[str] = []

    def _ouvrir(chemin: str, role: str = "facilitateur", largeur: int = 1280, *, sans_csp: bool = False) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900}, bypass_csp=sans_csp, has_touch=largeur < 500, locale="fr-FR"
        )
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


def deposer_une_publication(monde: Scene) -> UUID:
    cassee = publication("2026M002", acheteur={"id": "1234567890123"})
    par = monde.compte("facilitateur").en_acteur()
    importe = deposer(fichier(publication(), cassee), "ville.json", par=par)
    appliquer(importe, par=par, choix=Choix(uids=frozenset()))
    return importe.pk


def chemins(monde: Scene) -> dict[str, tuple[str, str]]:
    """Les écrans à regarder : (adresse, rôle)."""
    operation, marche, lot = monde.operation.pk, monde.marche.pk, monde.lot.pk
    avec_argent = monde.marche.lots.get(numero="4").pk
    equipe = "facilitateur"
    return {
        "operations": (reverse("marches:operations"), equipe),
        "operation": (fiche_de(monde.operation), equipe),
        "marche": (reverse("marches:marche", args=[marche]), equipe),
        "marche_creer": (reverse("marches:marche_creer", args=[operation]), equipe),
        "lot": (fiche_de(monde.lot), equipe),
        "lot_cotraitant": (fiche_de(monde.lot), "cotraitant"),
        "pourquoi": (reverse("marches:lot_pourquoi", args=[avec_argent]), equipe),
        "clause": (reverse("marches:clause_saisir", args=[avec_argent]), equipe),
        "versions": (reverse("marches:clause_versions", args=[lot]), equipe),
        "attribution": (reverse("marches:attribuer", args=[lot]), equipe),
        "journal": (reverse("marches:operation_journal", args=[operation]), equipe),
        "depenses": (reverse("marches:depenses", args=[avec_argent]), equipe),
        "depenses_cotraitant": (reverse("marches:depenses", args=[avec_argent]), "cotraitant"),
        "depense_saisir": (reverse("marches:depense_saisir", args=[avec_argent]), equipe),
        "depenses_importer": (reverse("marches:depenses_importer", args=[avec_argent]), equipe),
        "imports": (reverse("marches:imports"), equipe),
        "importer": (reverse("marches:importer"), equipe),
        "import_fiche": (reverse("marches:import_fiche", args=[deposer_une_publication(monde)]), equipe),
    }


@pytest.mark.parametrize("largeur", [1280, 390])
def test_aucun_ecran_n_a_de_defaut_grave_ni_ne_deborde(ouvrir, monde: Scene, largeur: int) -> None:
    for nom, (chemin, role) in chemins(monde).items():
        page = ouvrir(chemin, role, largeur, sans_csp=True)
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        resultat = page.evaluate("axe.run(document)")
        assert len(resultat["passes"]) > 15, nom
        fautes = [(v["id"], v["nodes"][0]["html"][:200]) for v in resultat["violations"] if v["impact"] in GRAVES]
        assert (nom, fautes) == (nom, [])
        large = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (nom, large) == (nom, 0)


def test_le_formulaire_de_la_clause_ne_montre_que_la_formule_choisie(ouvrir, monde: Scene) -> None:
    page = ouvrir(reverse("marches:clause_saisir", args=[monde.lot.pk]))
    expect(page.locator('[data-formule="fixe"]')).to_be_visible()
    expect(page.locator('[data-formule="facturation"]')).to_be_hidden()
    page.get_by_label("Heures par tranche de facturation", exact=True).check()
    expect(page.locator('[data-formule="facturation"]')).to_be_visible()
    expect(page.locator('[data-formule="fixe"]')).to_be_hidden()
    page.get_by_role("button", name="Remplir comme la clause type UGAP").click()
    expect(page.get_by_label("Heures par tranche (h)")).to_have_value("220")
    expect(page.locator("#essai-facturation")).to_contain_text("440")


def test_toute_la_liste_du_ccag_se_coche_d_un_coup(ouvrir, monde: Scene) -> None:
    page = ouvrir(reverse("marches:clause_saisir", args=[monde.lot.pk]))
    cases = page.locator('input[name="publics_ccag"]')
    page.get_by_label("Toute la liste du CCAG 2021").check()
    assert cases.count() == page.locator('input[name="publics_ccag"]:checked').count() > 5
    cases.first.uncheck()
    expect(page.get_by_label("Toute la liste du CCAG 2021")).not_to_be_checked()
