"""La fiche projet dans un vrai navigateur : de l'acheteur à l'opération."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from tests.harnais.visite import Visite, session

pytestmark = pytest.mark.navigateur


@pytest.fixture
def monde(live_server) -> Scene:
    monde = scene.monter(etat="a_l_etude", date_lancement=date(2026, 12, 1))
    fabriques.lot(monde.projet, "2", intitule="Peinture", montant_ht=Decimal(150_000), metier="peinture")
    return monde


@pytest.fixture
def ouvrir(visite: Visite, monde: Scene) -> Callable[..., Page]:
    """Ouvre une page dans un rôle."""
    visite.session_de = lambda role: session(monde.compte(role).utilisateur)
    return visite.ouvrir


def test_de_la_description_par_l_acheteur_a_l_operation(monde: Scene, ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(reverse("projets:creer"), "acheteur")
    page.get_by_label("Intitulé").fill("Nettoyage des écoles")
    page.get_by_label("Services").check()
    page.get_by_label("Montant estimé HT").fill("1 250 000,50")
    page.get_by_label("Durée ferme").fill("24")
    page.get_by_label("Code postal").fill("59300")
    page.get_by_label("Lancement de la consultation").fill("12/10/2027")
    page.get_by_label("Catégorie d’acheteur").select_option(label="Collectivité et autre pouvoir adjudicateur")
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
    page.get_by_role("button", name="Prendre à l’étude").click()
    page.get_by_role("link", name="Ouvrir sans clause posée…", exact=True).click()
    page.get_by_role("button", name="Créer l’opération").click()
    page.get_by_role("link", name="Voir l’opération").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nettoyage des écoles")
    expect(page.locator(f'main a[href="{adresse}"]')).to_have_text("Nettoyage des écoles")
    assert [lot.montant_ht for lot in projet.lots.order_by("numero")] == [Decimal(700_000), Decimal("550000.50")]
