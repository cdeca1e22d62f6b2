"""La fiche d'un projet : qui la voit, ce qu'elle dit, quel acte elle propose à chacun."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.onglets import onglets_projet
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from clauses.fond.socle.adresses import fiche_de
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def monde() -> Scene:
    return scene.monter(etat_depuis=date(2026, 11, 12))


def texte(monde: Scene, role: str) -> str:
    page = monde.connecter(role).get(reverse("projets:fiche", args=[monde.projet.pk])).content.decode()
    return unescape(page).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("facilitateur", 200),
        ("responsable", 200),
        ("acheteur", 200),
        ("juriste", 200),
        ("autre_acheteur", 404),
        ("titulaire", 404),
        ("employeur", 404),
        ("autre_porteuse", 404),
    ],
)
def test_qui_voit_la_fiche(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(reverse("projets:fiche", args=[monde.projet.pk])).status_code == code


def test_la_fiche_repond_avant_qu_on_demande(monde: Scene) -> None:
    page = texte(monde, "facilitateur")
    assert "Travaux, 1 000 000 € HT sur 12 mois, lancement le 15 janvier 2027." in page
    assert "Soumis au facilitateur depuis 12 jours : à un facilitateur de la prendre à l'étude." in page


def test_le_prochain_acte_de_chacun(monde: Scene) -> None:
    prendre, modifier = (reverse(f"projets:{n}", args=[monde.projet.pk]) for n in ("prendre", "modifier"))
    assert f'action="{prendre}"' in texte(monde, "facilitateur")
    acheteur = texte(monde, "acheteur")
    assert prendre not in acheteur
    assert modifier in acheteur
    juriste = texte(monde, "juriste")
    assert modifier not in juriste
    assert reverse("projets:lots", args=[monde.projet.pk]) not in juriste


def test_a_l_etude_le_facilitateur_peut_ouvrir_et_l_acheteur_non(monde: Scene) -> None:
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    ouvrir = reverse("projets:ouvrir", args=[monde.projet.pk])
    assert ouvrir in texte(monde, "facilitateur")
    assert "À l'étude depuis aujourd'hui : à vous de jouer." in texte(monde, "facilitateur")
    assert ouvrir not in texte(monde, "acheteur")


def test_un_brouillon_dit_ce_qui_lui_manque_et_y_mene() -> None:
    monde = scene.monter(etat="brouillon", montant_ht=None, commune="", code_postal="")
    page = texte(monde, "acheteur")
    modifier = reverse("projets:modifier", args=[monde.projet.pk])
    assert f'href="{modifier}#id_montant_ht"' in page
    assert f'href="{modifier}#id_commune"' in page
    assert "id_date_lancement" not in page
    assert "Compléter la fiche" in page
    assert "à vous de compléter la fiche" in page
    assert "à l'acheteur de compléter la fiche" in texte(monde, "facilitateur")


def test_un_lancement_trop_proche_se_dit() -> None:
    monde = scene.monter(date_lancement=date(2026, 12, 3))
    assert "Lancement prévu le 3 décembre 2026, dans 9 jours : il faut 4 semaines" in texte(monde, "acheteur")


def test_les_lots_et_leur_somme_en_mots(monde: Scene) -> None:
    services.modifier_lot(monde.projet.lots.get(), par=monde.acteur("facilitateur"), montant_ht=600_000)
    fabriques.lot(monde.projet, "2", intitule="Peinture", montant_ht=150_000, metier="peinture")
    page = texte(monde, "facilitateur")
    assert "Les lots font 750 000 € : il en manque 250 000 €" in page
    assert "Peinture intérieure" in page


def test_l_histoire_est_a_l_equipe(monde: Scene) -> None:
    services.modifier(monde.projet, par=monde.acteur("acheteur"), nom="Réhabilitation de 90 logements")
    assert "Histoire" in texte(monde, "facilitateur")
    assert "Réhabilitation de 80 logements" in texte(monde, "facilitateur")
    assert "Histoire" not in texte(monde, "acheteur")


def test_une_fiche_ouverte_mene_a_l_operation_et_a_ses_lots(monde: Scene) -> None:
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    operation = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    page = texte(monde, "acheteur")
    assert fiche_de(operation) in page
    assert fiche_de(operation.marches.get().lots.get()) in page
    assert reverse("projets:modifier", args=[monde.projet.pk]) not in page


def test_la_fiche_ne_coute_pas_plus_avec_plus_de_lots(monde: Scene, django_assert_max_num_queries) -> None:
    for rang in range(2, 22):
        fabriques.lot(monde.projet, str(rang))
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(16):
        assert client.get(reverse("projets:fiche", args=[monde.projet.pk])).status_code == 200


@pytest.mark.parametrize("role", ["facilitateur", "acheteur", "juriste"])
def test_chaque_onglet_montre_s_ouvre(monde: Scene, role: str) -> None:
    client = monde.connecter(role)
    liens = onglets_projet(monde.acteur(role), monde.projet, "fiche")
    assert liens[0].url == reverse("projets:fiche", args=[monde.projet.pk])
    assert [lien.libelle for lien in liens if client.get(lien.url).status_code != 200] == []


def test_l_onglet_actif_est_celui_qu_on_demande(monde: Scene) -> None:
    liens = onglets_projet(monde.acteur("facilitateur"), monde.projet, "fiche")
    assert [lien.libelle for lien in liens if lien.est_active] == ["Fiche"]
    assert onglets_projet(monde.acteur("titulaire"), monde.projet, "fiche") == []


def test_l_operation_ramene_a_sa_fiche_projet(monde: Scene) -> None:
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    operation = services.ouvrir(monde.projet, par=monde.acteur("facilitateur"))
    client = monde.connecter("acheteur")
    assert reverse("projets:fiche", args=[monde.projet.pk]) in client.get(fiche_de(operation)).content.decode()
    directe = marches.operation(monde.porteuse, donneur_d_ordre=monde.acheteur)
    assert "Ouverte depuis" not in client.get(fiche_de(directe)).content.decode()
