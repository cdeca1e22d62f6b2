"""Les écrans qui font avancer la fiche : soumettre, prendre, abandonner, rouvrir, ouvrir."""

import pytest
from django.urls import reverse

from clauses.avant.projets import services
from clauses.avant.projets.models import Projet
from clauses.avant.projets.tests import fabriques, scene
from clauses.avant.projets.tests.scene import Scene
from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


def adresse(monde: Scene, verbe: str) -> str:
    return reverse(f"projets:{verbe}", args=[monde.projet.pk])


def etat(monde: Scene) -> str:
    return Projet.objects.get(pk=monde.projet.pk).etat


@pytest.mark.parametrize(
    ("verbe", "role", "code"),
    [
        ("soumettre", "acheteur", 302), ("soumettre", "juriste", 403), ("soumettre", "autre_acheteur", 404),
        ("prendre", "facilitateur", 302), ("prendre", "acheteur", 403), ("prendre", "autre_porteuse", 404),
        ("abandonner", "acheteur", 302), ("abandonner", "juriste", 403), ("abandonner", "autre_porteuse", 404),
        ("ouvrir", "acheteur", 403), ("ouvrir", "juriste", 403), ("ouvrir", "autre_porteuse", 404),
        ("rouvrir", "juriste", 403), ("rouvrir", "autre_acheteur", 404),
    ],
)  # fmt: skip  # un acte par rangée
def test_qui_fait_avancer_la_fiche(verbe: str, role: str, code: int) -> None:
    monde = scene.monter(etat="brouillon")
    assert monde.connecter(role).post(adresse(monde, verbe), {"motif": "Parce que."}).status_code == code


def test_soumettre_se_confirme() -> None:
    monde = scene.monter(etat="brouillon")
    client = monde.connecter("acheteur")
    assert "Soumettre la fiche" in client.get(adresse(monde, "soumettre")).content.decode()
    assert etat(monde) == "brouillon"
    client.post(adresse(monde, "soumettre"))
    assert etat(monde) == "soumis"


def test_soumettre_une_fiche_incomplete_dit_ce_qui_manque() -> None:
    monde = scene.monter(etat="brouillon", montant_ht=None)
    reponse = monde.connecter("acheteur").post(adresse(monde, "soumettre"))
    assert reponse.status_code == 422
    assert "écrivez le montant estimé" in reponse.content.decode()


def test_prendre_une_fiche_deja_prise_le_dit() -> None:
    monde = scene.monter()
    services.prendre(monde.projet, par=monde.acteur("facilitateur"))
    reponse = monde.connecter("collegue").post(adresse(monde, "prendre"), follow=True)
    assert "déjà à l’étude chez" in reponse.content.decode()
    assert monde.connecter("collegue").get(adresse(monde, "prendre")).status_code == 405


def test_abandonner_demande_pourquoi_et_se_rouvre() -> None:
    monde = scene.monter()
    client = monde.connecter("acheteur")
    assert client.post(adresse(monde, "abandonner"), {"motif": " "}).status_code == 422
    client.post(adresse(monde, "abandonner"), {"motif": "Budget refusé."})
    page = client.get(adresse(monde, "fiche")).content.decode()
    assert "Budget refusé." in page
    assert adresse(monde, "rouvrir") in page
    client.post(adresse(monde, "rouvrir"), {"motif": "Budget voté."})
    assert etat(monde) == "brouillon"


def test_la_page_d_ouverture_montre_ce_qui_sera_cree() -> None:
    monde = scene.monter(etat="a_l_etude", procedure="ao_ouvert", est_anru=True)
    fabriques.lot(monde.projet, "2", intitule="Peinture", montant_ht=80_000)
    page = monde.connecter("facilitateur").get(adresse(monde, "ouvrir")).content.decode()
    for attendu in ("Appel d’offres ouvert", "En préparation", "Peinture", "59300", "80\u202f000", "12"):
        assert attendu in page, attendu
    assert Operation.objects.count() == 0


def test_ouvrir_deux_fois_ne_fait_qu_une_operation() -> None:
    monde = scene.monter(etat="a_l_etude")
    client = monde.connecter("facilitateur")
    for _ in range(2):
        assert client.post(adresse(monde, "ouvrir")).status_code == 302
    assert Operation.objects.count() == 1


def test_ouvrir_rejoint_une_operation_du_meme_donneur_d_ordre_seulement() -> None:
    monde = scene.monter(etat="a_l_etude")
    sienne = marches.operation(monde.porteuse, nom="Opération du bailleur", donneur_d_ordre=monde.acheteur)
    autre = marches.operation(monde.porteuse, nom="Opération d'un autre")
    client = monde.connecter("facilitateur")
    page = client.get(adresse(monde, "ouvrir")).content.decode()
    assert "Opération du bailleur" in page
    assert "Opération d’un autre" not in page
    assert client.post(adresse(monde, "ouvrir"), {"operation": str(autre.pk)}).status_code == 422
    client.post(adresse(monde, "ouvrir"), {"operation": str(sienne.pk)})
    assert Projet.objects.get(pk=monde.projet.pk).operation == sienne


def test_ouvrir_une_fiche_incomplete_mene_aux_champs() -> None:
    monde = scene.monter(etat="a_l_etude", duree_mois=None)
    client = monde.connecter("facilitateur")
    page = client.get(adresse(monde, "ouvrir")).content.decode()
    assert f"{adresse(monde, 'modifier')}#id_duree_mois" in page
    reponse = client.post(adresse(monde, "ouvrir"))
    assert reponse.status_code == 422
    assert "écrivez la durée ferme" in reponse.content.decode()


def test_ouvrir_un_brouillon_n_offre_pas_le_bouton() -> None:
    monde = scene.monter(etat="brouillon")
    page = monde.connecter("facilitateur").get(adresse(monde, "ouvrir")).content.decode()
    assert "Une fiche s’ouvre quand elle est à l’étude" in page


def test_l_ouverture_a_un_nombre_de_requetes_borne(django_assert_max_num_queries) -> None:
    monde = scene.monter(etat="a_l_etude")
    for rang in range(2, 22):
        fabriques.lot(monde.projet, str(rang))
    client = monde.connecter("facilitateur")
    with django_assert_max_num_queries(14):
        assert client.get(adresse(monde, "ouvrir")).status_code == 200
