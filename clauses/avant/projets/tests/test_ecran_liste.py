"""La liste des projets : chacun les siens, cherchés, filtrés, du plus proche au plus lointain."""

from datetime import date

import pytest
from django.urls import reverse

from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def monde() -> Scene:
    monde = scene.monter(date_lancement=date(2027, 3, 1))
    fabriques.projet(
        monde.porteuse,
        nom="Nettoyage des écoles",
        nature_achat="services",
        commune="Denain",
        date_lancement=date(2026, 12, 1),
        etat="brouillon",
    )
    fabriques.projet(monde.porteuse, nom="Mobilier", nature_achat="fournitures", date_lancement=None)
    fabriques.projet(monde.porteuse, nom="Parking", etat="abandonne")
    return monde


def texte(monde: Scene, role: str = "facilitateur", **filtres: str) -> str:
    return monde.connecter(role).get(reverse("projets:liste"), filtres).content.decode()


def noms(page: str) -> list[str]:
    connus = ("Réhabilitation de 80 logements", "Nettoyage des écoles", "Mobilier", "Parking")
    trouves = [(page.index(f">{nom}</a>"), nom) for nom in connus if f">{nom}</a>" in page]
    return [nom for _, nom in sorted(trouves)]


@pytest.mark.parametrize(
    ("role", "code"), [("facilitateur", 200), ("acheteur", 200), ("juriste", 200), ("titulaire", 403)]
)
def test_qui_voit_la_liste(monde: Scene, role: str, code: int) -> None:
    assert monde.connecter(role).get(reverse("projets:liste")).status_code == code


def test_les_projets_en_cours_du_lancement_le_plus_proche_au_plus_lointain(monde: Scene) -> None:
    assert noms(texte(monde)) == ["Nettoyage des écoles", "Réhabilitation de 80 logements", "Mobilier"]


def test_ce_qui_presse_est_compte_et_signale(monde: Scene) -> None:
    page = texte(monde)
    assert "3\u00a0projets, dont 1\u00a0qui se lance dans moins de 4 semaines." in page
    assert page.count('class="ligne-alerte"') == 1


def test_l_acheteur_ne_voit_que_les_siens(monde: Scene) -> None:
    assert noms(texte(monde, "acheteur")) == ["Réhabilitation de 80 logements"]
    assert "id_donneur_d_ordre" not in texte(monde, "acheteur")
    assert noms(texte(monde, "autre_acheteur")) == []
    assert noms(texte(monde, "autre_porteuse")) == []


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        ({"q": "ecoles"}, ["Nettoyage des écoles"]),
        ({"q": "DENAIN"}, ["Nettoyage des écoles"]),
        ({"etat": "brouillon"}, ["Nettoyage des écoles"]),
        ({"etat": "abandonne"}, ["Parking"]),
        ({"etat": "tous"}, ["Nettoyage des écoles", "Parking", "Réhabilitation de 80 logements", "Mobilier"]),
        ({"du": "01/01/2027"}, ["Réhabilitation de 80 logements"]),
        ({"au": "31/12/2026"}, ["Nettoyage des écoles"]),
    ],
)
def test_les_filtres(monde: Scene, filtres: dict[str, str], attendus: list[str]) -> None:
    assert noms(texte(monde, **filtres)) == attendus


def test_le_filtre_du_donneur_d_ordre(monde: Scene) -> None:
    assert noms(texte(monde, donneur_d_ordre=str(monde.acheteur.pk))) == ["Réhabilitation de 80 logements"]


def test_une_liste_vide_dit_le_premier_acte() -> None:
    monde = scene.monter(etat="abandonne")
    page = texte(monde, "acheteur")
    assert "Aucun projet en cours" in page
    assert reverse("projets:creer") in page
    assert reverse("projets:creer") not in texte(monde, "juriste")
    assert "Aucun projet ne répond" in texte(monde, q="piscine")


def test_a_qui_de_jouer_et_depuis_quand(monde: Scene) -> None:
    fabriques.projet(monde.porteuse, nom="Voirie", etat="soumis", etat_depuis=date(2026, 11, 21))
    assert "Un facilitateur, depuis 3\u00a0jours" in texte(monde, q="voirie")


def test_la_liste_ne_coute_pas_plus_avec_plus_de_projets(monde: Scene, django_assert_max_num_queries) -> None:
    for _ in range(30):
        fabriques.projet(monde.porteuse)
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(12):
        assert client.get(reverse("projets:liste")).status_code == 200
