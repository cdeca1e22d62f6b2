"""L'accueil avant le contrat : les pièces qui circulent et les fiches projet, à moi ou chez les autres."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.circuit.tests import fabriques as circuit
from clauses.avant.projets.tests import fabriques as projets
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return circuit.scene()


def page_de(client, appartenance):
    client.force_login(appartenance.utilisateur)
    reponse = client.get("/")
    assert reponse.status_code == 200
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def groupe(page, cle):
    """Le morceau de la page qui porte le groupe `cle`."""
    return page.split(f'id="{cle}"')[1].split("</section>")[0] if f'id="{cle}"' in page else ""


def test_le_dossier_est_a_celui_dont_c_est_le_tour_et_chez_les_autres_ailleurs(client, scene):
    scene.chez_l_acheteur(echeance=date(2026, 12, 3))
    lien = reverse("circuit:dossier", args=[scene.marche.pk])
    for qui, cle, autre in (
        ("acheteur", "moi", "autres"),
        ("facilitateur", "autres", "moi"),
        ("juriste", "autres", "moi"),
    ):
        page = page_de(client, getattr(scene, qui))
        assert lien in groupe(page, cle), qui
        assert lien not in groupe(page, autre), qui
    assert "1 chose vous attend, aucune n'est en retard" in page_de(client, scene.acheteur)
    assert "→ 03/12/2026" in page_de(client, scene.acheteur)
    assert "l'acheteur" in groupe(page_de(client, scene.facilitateur), "autres")


def test_une_reponse_en_retard_se_compte_en_jours(client, scene):
    dossier = scene.chez_l_acheteur()
    with signer(FABRICANT):
        dossier.echeance = date(2026, 11, 20)
        dossier.save()
    page = page_de(client, scene.acheteur)
    assert "1 chose vous attend, 1 est en retard" in page
    assert "4 j" in groupe(page, "moi")


def test_un_accord_complet_attend_la_cloture_du_facilitateur(client, scene):
    scene.chez_l_acheteur(avec_accord=True)
    scene.passer("acheteur", "facilitateur", avec_accord=True)
    assert "Clore le circuit" in groupe(page_de(client, scene.facilitateur), "moi")
    circuit.version(scene.ccap)
    assert "Reprendre les pièces" in groupe(page_de(client, scene.facilitateur), "moi")


def test_une_fiche_soumise_attend_le_facilitateur_une_semaine(client, scene):
    donneur = scene.marche.operation.donneur_d_ordre
    projets.projet(
        scene.porteuse, nom="Gymnase Nord", etat="soumis", etat_depuis=date(2026, 11, 10), donneur_d_ordre=donneur
    )
    page = page_de(client, scene.facilitateur)
    assert "Étudier la fiche projet" in groupe(page, "moi")
    assert "7 j" in groupe(page, "moi")
    assert "Gymnase Nord" in groupe(page_de(client, scene.acheteur), "autres")


def test_le_lancement_qui_approche_se_voit_et_pas_le_lointain(client, scene):
    projets.projet(scene.porteuse, nom="Voirie proche", date_lancement=date(2026, 12, 20))
    projets.projet(scene.porteuse, nom="Voirie lointaine", date_lancement=date(2027, 6, 1))
    page = page_de(client, scene.facilitateur)
    assert "Voirie proche" in groupe(page, "moi")
    assert "lancement le 20 décembre 2026" in page
    assert "Voirie lointaine" not in page


def test_le_brouillon_est_a_l_acheteur_et_le_juriste_n_a_pas_de_fiche_a_remplir(client, scene):
    donneur = scene.marche.operation.donneur_d_ordre
    projets.projet(scene.porteuse, nom="Fiche commencée", etat="brouillon", donneur_d_ordre=donneur)
    assert "Compléter et soumettre la fiche" in groupe(page_de(client, scene.acheteur), "moi")
    assert "Fiche commencée" not in page_de(client, scene.juriste)
    assert "Fiche commencée" not in page_de(client, scene.facilitateur)


def test_une_fiche_suivie_par_une_collegue_ne_m_attend_pas(client, scene):
    collegue = comptes.facilitateur(scene.porteuse)
    projets.projet(scene.porteuse, nom="À ma collègue", etat="soumis", facilitateur=collegue.utilisateur)
    assert "À ma collègue" not in page_de(client, scene.facilitateur)
    assert "À ma collègue" in page_de(client, collegue)


def test_rien_d_une_autre_porteuse(client, scene):
    scene.chez_l_acheteur()
    projets.projet(scene.porteuse, nom="Gymnase Nord", etat="soumis")
    page = page_de(client, comptes.facilitateur(structures.porteuse("Ailleurs")))
    assert scene.marche.objet not in page
    assert "Gymnase Nord" not in page


@pytest.mark.parametrize("qui", ["facilitateur", "acheteur", "juriste"])
def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_dossiers(client, scene, qui, django_assert_max_num_queries):
    donneur = scene.marche.operation.donneur_d_ordre
    for rang in range(5):
        marche = circuit.marche_en_preparation(scene.porteuse)
        with signer(FABRICANT):
            marche.operation.donneur_d_ordre = donneur
            marche.operation.save()
        circuit.piece(marche)
        circuit.Scene(**{**vars(scene), "marche": marche}).chez_l_acheteur()
        projets.projet(scene.porteuse, etat="soumis", donneur_d_ordre=donneur, nom=f"Projet {rang}")
    client.force_login(getattr(scene, qui).utilisateur)
    with django_assert_max_num_queries(32):
        client.get("/")
