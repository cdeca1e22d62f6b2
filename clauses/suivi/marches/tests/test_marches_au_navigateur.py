"""Les écrans des marchés dans un vrai navigateur : le formulaire de la clause, et ce que la démonstration n'a pas."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.tests.fabriques import creer
from clauses.suivi.marches.imports.chaine import Choix
from clauses.suivi.marches.models import EvenementMarche
from clauses.suivi.marches.services.import_marches import appliquer, deposer
from clauses.suivi.marches.tests import scene
from clauses.suivi.marches.tests.publications import fichier, publication
from clauses.suivi.marches.tests.scene import Scene
from tests.harnais.visite import BUREAU, TELEPHONE, Visite, reproches, session

pytestmark = pytest.mark.navigateur


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
def ouvrir(visite: Visite, monde: Scene) -> Callable[..., Page]:
    """Ouvre une page dans un rôle."""
    visite.session_de = lambda role: session(monde.compte(role).utilisateur)
    return visite.ouvrir


def deposer_une_publication(monde: Scene) -> UUID:
    cassee = publication("2026M002", acheteur={"id": "1234567890123"})
    par = monde.compte("facilitateur").en_acteur()
    importe = deposer(fichier(publication(), cassee), "ville.json", par=par)
    appliquer(importe, par=par, choix=Choix(uids=frozenset()))
    return importe.pk


def test_ce_que_la_demonstration_ne_montre_pas_se_lit_aussi(ouvrir, monde: Scene) -> None:
    """Le groupement vu par son cotraitant, et un import appliqué dont une ligne est refusée ; le reste est visité par
    tests/parcours."""
    lot, avec_argent = monde.lot, monde.marche.lots.get(numero="4")
    for chemin, role in (
        (fiche_de(lot), "facilitateur"),
        (fiche_de(lot), "cotraitant"),
        (reverse("marches:depenses", args=[avec_argent.pk]), "cotraitant"),
        (reverse("marches:import_fiche", args=[deposer_une_publication(monde)]), "facilitateur"),
    ):
        assert (chemin, reproches(ouvrir(chemin, role))) == (chemin, [])


def test_le_formulaire_de_la_clause_ne_montre_que_la_formule_choisie(ouvrir, monde: Scene) -> None:
    page = ouvrir(reverse("marches:clause_saisir", args=[monde.lot.pk]), "facilitateur")
    expect(page.locator('[data-formule="fixe"]')).to_be_visible()
    expect(page.locator('[data-formule="facturation"]')).to_be_hidden()
    page.get_by_label("Heures par tranche de facturation", exact=True).check()
    expect(page.locator('[data-formule="facturation"]')).to_be_visible()
    expect(page.locator('[data-formule="fixe"]')).to_be_hidden()
    page.get_by_role("button", name="Remplir comme la clause type UGAP").click()
    expect(page.get_by_label("Heures par tranche (h)")).to_have_value("220")
    expect(page.locator("#essai-facturation")).to_contain_text("440")


def test_toute_la_liste_du_ccag_se_coche_d_un_coup(ouvrir, monde: Scene) -> None:
    page = ouvrir(reverse("marches:clause_saisir", args=[monde.lot.pk]), "facilitateur")
    cases = page.locator('input[name="publics_ccag"]')
    page.get_by_label("Toute la liste du CCAG 2021").check()
    assert cases.count() == page.locator('input[name="publics_ccag"]:checked').count() > 5
    cases.first.uncheck()
    expect(page.get_by_label("Toute la liste du CCAG 2021")).not_to_be_checked()


@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
@pytest.mark.parametrize("avec_script", [True, False], ids=["avec script", "sans script"])
def test_les_jalons_se_saisissent_au_clavier(
    ouvrir, visite: Visite, monde: Scene, largeur: int, avec_script: bool
) -> None:
    adresse = reverse("marches:clause_saisir", args=[monde.lot.pk])
    visite.tolerer(422)
    page = ouvrir(adresse, "facilitateur", largeur, java_script_enabled=avec_script)
    for rang, (jour, part) in enumerate((("31/03/2026", "30"), ("30/09/2026", "20"))):
        page.get_by_role("button", name="Ajouter un jalon").press("Enter")
        case = page.locator(f"#id_jalons-{rang}-le")
        expect(case).to_be_focused()
        page.get_by_role("button", name="Ajouter un jalon").press("Enter")
        expect(page.locator(f"#id_jalons-{rang}-le-faute")).to_contain_text("Ce jalon est vide")
        expect(case).to_be_focused()
        page.keyboard.type(jour)
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type(part)
    page.get_by_role("button", name="Enregistrer la nouvelle version").click()
    case = page.locator("#id_jalons-1-part")
    expect(case).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_jalons-1-part-faute")).to_contain_text("n’ajoutent rien aux 300")
    if avec_script:
        assert reproches(page) == []
    page.get_by_role("button", name="Retirer le jalon 1").press("Enter")
    expect(page.locator("#id_jalons-0-le")).to_have_value("30/09/2026")
    assert page.locator(".jalon").count() == 1
