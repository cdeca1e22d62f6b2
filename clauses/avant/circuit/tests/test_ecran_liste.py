"""La liste des circuits : chez qui, depuis quand, les retards d'abord, et rien des autres structures."""

from copy import deepcopy
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.circuit.tests import fabriques
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
LISTE = "/circuits/"


@pytest.fixture(scope="module")
def plantee(le_temps_du_module):
    return fabriques.scene()


@pytest.fixture
def scene(plantee):
    return deepcopy(plantee)


def page_de(client, appartenance, **filtres):
    client.force_login(appartenance.utilisateur)
    reponse = client.get(reverse("circuit:liste"), filtres)
    assert reponse.status_code == 200
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def en_retard(dossier):
    with signer(FABRICANT):
        dossier.echeance, dossier.chez_depuis = date(2026, 11, 20), date(2026, 11, 10)
        dossier.save()
    return dossier


def autre_dossier(scene, objet):
    marche = fabriques.marche_en_preparation(scene.porteuse, objet=objet)
    fabriques.piece(marche)
    autre = fabriques.Scene(**{**vars(scene), "marche": marche})
    return autre.chez_l_acheteur()


def test_les_retards_viennent_d_abord_et_se_disent(client, scene):
    scene.chez_l_acheteur()
    tardif = en_retard(autre_dossier(scene, "Peinture des écoles"))
    page = page_de(client, scene.facilitateur)
    assert "2 dossiers en cours, dont 1 en retard." in page
    assert page.index(tardif.marche.objet) < page.index("Entretien des espaces verts")
    assert "14 jours" in page
    assert "En retard" in page


def test_les_filtres(client, scene):
    scene.chez_l_acheteur()
    en_retard(autre_dossier(scene, "Peinture des écoles"))
    assert "Entretien" not in page_de(client, scene.facilitateur, etat="en_retard")
    assert "Peinture" not in page_de(client, scene.facilitateur, q="ESPACES")
    assert "Aucun dossier ne répond" in page_de(client, scene.facilitateur, chez="facilitateur")
    assert "Peinture" in page_de(client, scene.facilitateur, chez="acheteur")
    assert "Aucun dossier ne répond" in page_de(client, scene.facilitateur, etat="clos")


def test_un_dossier_accorde_est_au_facilitateur(client, scene):
    scene.chez_l_acheteur(avec_accord=True)
    scene.passer("acheteur", "facilitateur", avec_accord=True)
    assert "Entretien" in page_de(client, scene.facilitateur, chez="facilitateur")
    assert "Entretien" not in page_de(client, scene.facilitateur, chez="acheteur")


@pytest.mark.parametrize("qui", ["facilitateur", "acheteur", "juriste"])
def test_chacun_voit_les_dossiers_de_sa_portee(client, scene, qui):
    scene.chez_l_acheteur()
    autre_dossier(scene, "Celui d'un autre acheteur")
    page = page_de(client, getattr(scene, qui))
    assert "Entretien des espaces verts" in page
    assert ("autre acheteur" in page) == (qui == "facilitateur")


def test_une_autre_porteuse_ne_voit_rien_et_un_titulaire_n_entre_pas(client, scene):
    scene.chez_l_acheteur()
    assert "Aucun circuit en cours" in page_de(client, comptes.facilitateur(structures.porteuse("Ailleurs")))
    client.force_login(comptes.titulaire(structures.entreprise(scene.porteuse)).utilisateur)
    assert client.get(LISTE).status_code == 403


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_dossiers(client, scene, django_assert_max_num_queries):
    for rang in range(6):
        autre_dossier(scene, f"Marché {rang}")
    client.force_login(scene.facilitateur.utilisateur)
    with django_assert_max_num_queries(18):
        client.get(LISTE)
