"""Le calibrage dans un vrai navigateur : chaque méthode, et le chemin d'un projet jusqu'aux clauses posées."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clauses.avant.calibrage.tests import fabriques
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause
from clauses.suivi.marches.tests import fabriques as marches
from tests.harnais.visite import Visite, reproches, session

pytestmark = pytest.mark.navigateur


@pytest.fixture
def projet(live_server) -> Projet:
    """Deux lots, un marché comparable, une valeur de la porteuse."""
    porteuse = structures.porteuse()
    passe = marches.lot(marches.marche(marches.operation(porteuse)), montant_ht=Decimal(900_000))
    marches.clause(passe, heures=Decimal(600))
    fabriques.valeur(porteuse)
    projet = projets.projet(porteuse)
    projets.lot(projet, "1", intitule="Gros œuvre", montant_ht=Decimal(1_000_000))
    projets.lot(projet, "2", intitule="Peinture", montant_ht=Decimal(120_000))
    return projet


@pytest.fixture
def ouvrir(visite: Visite, projet: Projet) -> Callable[..., Page]:
    """Ouvre une page au nom du facilitateur."""
    cle = session(comptes.facilitateur(projet.porteuse).utilisateur)
    visite.session_de = lambda _: cle
    return lambda chemin: visite.ouvrir(chemin, "facilitateur")


def test_chaque_methode_se_lit(ouvrir, projet) -> None:
    """La page d'un lot selon la méthode, un écart motivé retenu ; les autres pages sont visitées par tests/parcours."""
    lot = projet.lots.get(numero="1")
    fabriques.calibrage(lot, heures_retenues=Decimal(840), motif="Vingt-quatre semaines.")
    page = reverse("calibrage:lot", args=[lot.pk])
    for choix in ("", "?methode=anru", "?methode=proprete&duree_mois=36&taux=10&heures_reprises=400&si_taux=15"):
        assert (choix, reproches(ouvrir(page + choix))) == (choix, [])


def test_d_un_curseur_aux_clauses_posees(ouvrir, projet) -> None:
    """On regarde « et si », on retient tous les volumes, on ouvre l'opération : les clauses sont là."""
    lot = projet.lots.get(numero="1")
    page = ouvrir(reverse("calibrage:lot", args=[lot.pk]))
    # Gros œuvre : 1 000 000 × 45 % × 5 % ÷ 30 = 750 h ; à 10 %, 1 500 h.
    page.locator("#si_taux").fill("10")
    expect(page.locator("#et-si")).to_contain_text("1 500 h")
    expect(page.locator("#et-si")).to_contain_text("+750 h")
    expect(page.locator("#si_taux")).to_have_value("10")
    page = ouvrir(reverse("calibrage:projet", args=[projet.pk]))
    page.get_by_role("button", name="Retenir ces volumes").click()
    expect(page.get_by_text("Volumes retenus : 880 h en tout.")).to_be_visible()
    page.get_by_role("link", name="Créer l’opération et poser les clauses").click()
    page.get_by_role("button", name="Créer l’opération").click()
    expect(page.get_by_text("L’opération est créée et ses clauses sont posées.")).to_be_visible()
    assert sorted(Clause.objects.filter(lot__lot_projet__projet=projet).values_list("heures", flat=True)) == [130, 750]
