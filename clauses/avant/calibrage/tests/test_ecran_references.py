"""La table des métiers : ce qu'elle vaut, y ajouter, en retirer, à qui elle est."""

from html import unescape

import pytest
from django.urls import reverse

from clauses.avant.calibrage.models import ValeurDeReference
from clauses.avant.calibrage.tests import fabriques
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
BONNE = {
    "metier": "peinture",
    "part_main_oeuvre": "62,5",
    "cout_horaire": "",
    "depuis": "01/01/2026",
    "source": "Bilan de douze chantiers",
    "certitude": "A",
}


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitateur(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _texte(reponse):
    return unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_la_table_dit_ce_qui_reste_a_valider_et_d_ou_vient_le_reste(facilitateur):
    page = _texte(facilitateur.get(reverse("calibrage:references")))
    assert "22 parts de main-d'œuvre sur 27 sans autre source qu'un ordre de grandeur proposé" in page
    assert "à valider par un facilitateur" in page
    assert "MEF Sud 77" in page
    assert "40 à 50" in page


def test_une_valeur_ajoutee_sert_et_se_lit(facilitateur):
    reponse = facilitateur.post(reverse("calibrage:reference_saisir"), BONNE, follow=True)
    page = _texte(reponse)
    assert "La valeur est dans votre table" in page
    assert "part 62,5 %" in page
    assert "votre table, depuis le 01/01/2026 (Bilan de douze chantiers)" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"part_main_oeuvre": "120"}, "Part de main-d'œuvre"),
        ({"part_main_oeuvre": ""}, "Donnez la part de main-d'œuvre, le coût horaire, ou les deux"),
        ({"depuis": "31/02/2026"}, "31/02/2026"),
        ({"source": ""}, "Ce champ est à remplir"),
        ({"cout_horaire": "0"}, "dépasse zéro"),
    ],
)
def test_une_valeur_impossible_dit_quoi_reprendre(facilitateur, change, message):
    reponse = facilitateur.post(reverse("calibrage:reference_saisir"), {**BONNE, **change})
    assert reponse.status_code == 422
    assert message in _texte(reponse)
    assert not ValeurDeReference.objects.exists()


def test_retirer_une_valeur_demande_pourquoi(facilitateur, porteuse):
    adresse = reverse("calibrage:reference_annuler", args=[fabriques.valeur(porteuse).pk])
    assert "Retirer « Peinture intérieure, depuis le 01/01/2026 » ?" in _texte(facilitateur.get(adresse))
    assert facilitateur.post(adresse, {"motif": ""}).status_code == 422
    assert facilitateur.post(adresse, {"motif": "Saisie deux fois."}).status_code == 302
    assert not ValeurDeReference.objects.actifs().exists()
    assert "Saisie deux fois." in _texte(facilitateur.get(reverse("calibrage:references")))


def test_la_table_d_une_porteuse_n_est_qu_a_elle(client, porteuse):
    valeur = fabriques.valeur(porteuse)
    client.force_login(comptes.facilitateur(structures.porteuse()).utilisateur)
    assert client.get(reverse("calibrage:reference_annuler", args=[valeur.pk])).status_code == 404
    assert "Bilan de douze chantiers" not in _texte(client.get(reverse("calibrage:references")))
    client.force_login(comptes.donneur_d_ordre(structures.bailleur(porteuse)).utilisateur)
    assert client.get(reverse("calibrage:references")).status_code == 403


def test_la_table_coute_le_meme_nombre_de_requetes_quelle_que_soit_sa_longueur(
    facilitateur, porteuse, django_assert_max_num_queries
):
    for metier in ("peinture", "sols", "vrd", "cvc", "plomberie", "electricite"):
        fabriques.valeur(porteuse, metier)
    with django_assert_max_num_queries(12):
        facilitateur.get(reverse("calibrage:references"))
