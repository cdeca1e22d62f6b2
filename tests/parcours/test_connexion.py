"""La porte : se tromper, trop se tromper, entrer, sortir, changer de rôle."""

import pytest
from playwright.sync_api import Page, expect

from clauses.fond.comptes.models import Frein
from clauses.portes.demo.distribution import COMPTES, MOT_DE_PASSE
from tests.harnais.visite import BUREAU, TELEPHONE, Visite, axe, debord, photographier
from tests.parcours.affaire import lire, presser, remplir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]


def remplir_la_porte(page: Page, courriel: str, mot_de_passe: str) -> None:
    page.get_by_label("Courriel").fill(courriel)
    page.get_by_label("Mot de passe", exact=True).fill(mot_de_passe)
    page.get_by_role("button", name="Me connecter").click()


@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
def test_les_pages_publiques_se_lisent(visite: Visite, largeur: int) -> None:
    visite.tolerer(404, 410)
    for nom, chemin in (("connexion", "/connexion/"), ("lien-perime", "/mot-de-passe/x/y/"), ("absente", "/rien/")):
        page = visite.ouvrir(chemin, largeur=largeur)
        photographier(page, f"public-{nom}-{largeur}")
        axe(page)
        assert debord(page) == 0


def test_une_page_demandee_sans_session_revient_apres_la_porte(visite: Visite) -> None:
    page = visite.ouvrir("/operations/?q=Tilleuls")
    lire(page, "Se connecter")
    remplir_la_porte(page, COMPTES["facilitatrice"][-1], MOT_DE_PASSE)
    lire(page, "Opérations")
    expect(page.get_by_label("Nom, commune ou marché")).to_have_value("Tilleuls")
    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Me déconnecter").click()
    lire(page, "Se connecter")
    page.go_back()  # rien de ce qu'elle montrait n'est gardé
    lire(page, "Se connecter")
    page.goto("/operations/")
    lire(page, "Se connecter")


def test_se_tromper_puis_trop_se_tromper(visite: Visite) -> None:
    """Le courriel tapé reste, le mot de passe non ; au cinquième essai, la porte dit combien attendre."""
    visite.tolerer(429)
    courriel = "inconnue@exemple.test"
    page = visite.ouvrir("/connexion/", largeur=TELEPHONE)
    remplir_la_porte(page, courriel, "pas-le-bon")
    expect(page.get_by_role("alert")).to_contain_text("Courriel ou mot de passe inconnu.")
    expect(page.get_by_label("Courriel")).to_have_value(courriel)
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_value("")
    axe(page)
    photographier(page, "public-connexion-erreur-390")
    for _ in range(5):
        if page.get_by_role("heading", name="Trop d’essais").is_visible():
            break
        remplir_la_porte(page, courriel, "pas-le-bon")
        page.wait_for_load_state()
    lire(page, "Trop d’essais")
    expect(page.locator("main")).to_contain_text("secondes.")
    axe(page)
    photographier(page, "public-attente-390")
    Frein.objects.all().delete()


def test_changer_de_role_sans_se_reconnecter(visite: Visite) -> None:
    """L'entreprise est aussi employeur : un second rôle donné, le bandeau le propose, l'écran suit."""
    page = visite.ouvrir("/utilisateurs/inviter/", "responsable")
    remplir(page, courriel=COMPTES["chantier"][-1], nom="Gabarit", role="Employeur (SIAE, GEIQ, EA…)")
    remplir(page, structure="GEIQ Bâtiment des Deux-Rives")
    presser(page, "Inviter")
    page = visite.ouvrir("/", "chantier")
    expect(page.locator("main")).to_contain_text("Réhabilitation de la résidence des Tilleuls")
    page.locator(".bandeau summary", has_text="MEF des Deux-Rives").click()
    page.get_by_role("button", name="Employeur (SIAE, GEIQ, EA…), GEIQ Bâtiment des Deux-Rives").click()
    expect(page.locator(".bandeau")).to_contain_text("GEIQ Bâtiment des Deux-Rives")
    photographier(page, "role-change-1280")
    axe(page)
