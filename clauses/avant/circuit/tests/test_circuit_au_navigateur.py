"""Le circuit dans un vrai navigateur : un aller-retour joué par trois personnes."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clauses.avant.circuit.models import Accord, Dossier
from clauses.avant.circuit.services import remarques
from clauses.avant.circuit.tests import fabriques
from tests.harnais.visite import Visite, session

pytestmark = pytest.mark.navigateur


@pytest.fixture
def scene(live_server) -> fabriques.Scene:
    """Un dossier chez l'acheteur, deux remarques dont une répondue, une annexe changée depuis."""
    scene = fabriques.scene()
    scene.chez_l_acheteur(avec_accord=True, avec_juriste=True, message="Pour relecture", echeance=date(2026, 12, 3))
    repondue = scene.remarque("juriste", "Citer l’article du code.")
    remarques.repondre(repondue, par=scene.acteur("facilitateur"), suite="ecartee", reponse="Il l’est à l’article 1.")
    scene.remarque()
    fabriques.version(scene.annexe)
    return scene


@pytest.fixture
def ouvrir(visite: Visite, scene: fabriques.Scene) -> Callable[..., Page]:
    """Ouvre une page au nom d'une partie."""
    visite.session_de = lambda qui: session(getattr(scene, qui).utilisateur)
    return visite.ouvrir


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
