"""La carte : ses points en GeoJSON, sa légende ; au navigateur, ses points, ses bulles, le clavier, sans tuiles."""

import json

import pytest

from clauses.fond.socle.carte import Carte, Categorie, PointDeCarte
from tests.harnais.visite import Visite

EI = Categorie("ei", "EI", "carre", 3)


def test_les_points_sont_en_geojson_longitude_d_abord():
    carte = Carte("Titre", [PointDeCarte(50.1234567, 3.5, 'Un "nom" <b>', "ei", "EI : 4 km")], [EI], rayon_km=10)
    donnees = json.loads(carte.en_json(tuiles="https://t/{z}/{x}/{y}.png", credit="© X"))
    (trait,) = donnees["points"]["features"]
    assert trait["geometry"] == {"type": "Point", "coordinates": [3.5, 50.12346]}
    assert trait["properties"]["libelle"] == 'Un "nom" <b>'
    assert (trait["properties"]["forme"], trait["properties"]["teinte"]) == ("carre", 3)
    assert (donnees["tuiles"], donnees["credit"], donnees["rayon_km"]) == ("https://t/{z}/{x}/{y}.png", "© X", 10)


def test_la_legende_ne_montre_que_ce_qui_y_est():
    vide = Categorie("aci", "ACI")
    carte = Carte("T", [PointDeCarte(1, 2, "a", "ei"), PointDeCarte(1, 2, "b", "ei")], [EI, vide])
    assert carte.legende == [(EI, 2)]


@pytest.mark.navigateur
def test_la_carte_se_lit_au_clavier_et_sans_rien_charger_d_ailleurs(visite: Visite):
    page = visite.page_neuve()
    demandees: list[str] = []
    page.on("request", lambda r: demandees.append(r.url))
    page.goto("/catalogue/")
    points = page.locator("#carte .carte-point")
    points.first.wait_for()
    assert points.count() == 3  # deux lieux de structures (deux sont au même), et le repère
    page.locator("#carte .carte-point[title='2 structures ici']").focus()
    page.keyboard.press("Enter")
    bulle = page.locator("#carte .carte-bulle li")
    bulle.first.wait_for()
    assert bulle.count() == 2
    assert page.locator("#carte .carte-distance").count() >= 2
    assert [url for url in demandees if not url.startswith((visite.site, "data:"))] == []


@pytest.mark.navigateur
def test_sans_javascript_la_carte_renvoie_a_la_liste(visite: Visite):
    page = visite.ouvrir("/catalogue/", java_script_enabled=False)
    assert "la liste dit la même chose" in page.locator("#carte").inner_text()
