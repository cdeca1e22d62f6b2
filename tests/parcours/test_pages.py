"""Chaque page du site, pour chaque rôle : ni faute d'accessibilité grave, ni débordement, ni plainte du navigateur."""

import pytest
from playwright.sync_api import Page, expect

from clauses.suivi.participants.models import Participant
from tests.harnais import tour
from tests.harnais.visite import Visite, au_telephone, axe_core, debord, fautes_graves, reproches, tableaux_coupes
from tests.parcours import adresses

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

QUI = ("facilitatrice", "responsable", "acheteur", "juriste", "titulaire", "employeur", "pilote")
# La facilitatrice ouvre presque tout : sa visite se fait en quatre fois, que deux processus se partagent.
VISITES = [*(("facilitatrice", part, 4) for part in range(4)), *((qui, 0, 1) for qui in QUI[1:])]


@pytest.mark.parametrize(("qui", "part", "parts"), VISITES, ids=str)
def test_chaque_page_se_lit_au_bureau_et_au_telephone(visite: Visite, qui: str, part: int, parts: int) -> None:
    a_voir = adresses.a_visiter(qui)
    if qui == "responsable":
        vues = {adresse.chemin for adresse in adresses.a_visiter("facilitatrice")}
        a_voir = [adresse for adresse in a_voir if adresse.chemin not in vues or adresse.chemin == "/"]
    assert len(a_voir) >= 4
    page = visite.ouvrir("/compte/", qui)
    page.add_init_script(axe_core())  # une fois pour toutes les pages
    assert [dit for adresse in a_voir[part::parts] for dit in _visiter(page, adresse, qui)] == []


def _visiter(page: Page, adresse: adresses.Adresse, qui: str) -> list[str]:
    reponse = page.goto(adresse.chemin)
    ou = f"{adresse.ecran} ({qui}) {adresse.chemin}"
    if reponse is None or reponse.status != 200 or not page.url.endswith(adresse.chemin):
        return [f"{ou} : {reponse.status if reponse else 'rien'} {page.url}"]
    return [f"{ou} : {dit}" for dit in reproches(page, f"{adresse.image}--{qui}-")]


def test_le_parcours_se_lit_en_entier_sur_la_fiche_d_une_personne(visite: Visite) -> None:
    """Sept colonnes à côté de l'identité : la dernière, la situation, ne doit pas sortir du cadre."""
    personne = Participant.objects.filter(nom="Fictif-01").get()
    page = visite.ouvrir(f"/participants/{personne.pk}/", "facilitatrice")
    expect(page.get_by_role("region", name="Contrats de la personne")).to_be_visible()
    assert tableaux_coupes(page) == []


def test_aucune_adresse_n_echappe_a_la_visite(demonstration: str) -> None:
    """Une adresse nouvelle est visitée, ou dite sans page, ou publique : jamais oubliée."""
    visitees = {adresse.ecran for qui in QUI for adresse in adresses.a_visiter(qui)}
    toutes = {ecran.nom for ecran in tour.ecrans()}
    assert toutes - visitees - tour.sans_page() - tour.sans_objet() == set()
    assert tour.sans_page() - toutes == set()
    assert tour.sans_objet() & visitees == set()


def test_une_faute_et_un_debordement_sont_vus(visite: Visite) -> None:
    page = visite.ouvrir("/connexion/")
    page.evaluate("document.querySelector('label').remove()")
    assert "label" in {regle for regle, _ in fautes_graves(page)}
    with au_telephone(page):
        assert debord(page) == 0
        page.evaluate("document.querySelector('main').append(Object.assign(new Image(), {width: 900}))")
        assert debord(page) > 0
