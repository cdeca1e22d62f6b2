"""La porte : entrer, être refusé, attendre, sortir."""

import pytest
from django.test import Client
from django.urls import reverse

from clauses.fond.comptes.models import Frein
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
PORTE = "/connexion/"


@pytest.fixture
def personne():
    return fabriques.facilitateur(structures.porteuse()).utilisateur


def entrer(client, personne, mot_de_passe=MOT_DE_PASSE, **champs):
    return client.post(PORTE, {"courriel": personne.courriel, "mot_de_passe": mot_de_passe, **champs})


def est_connecte(client) -> bool:
    return client.get(reverse("comptes:profil")).status_code == 200


def test_la_page_s_ouvre_sans_compte(client):
    page = client.get(PORTE)
    assert page.status_code == 200
    assert "Se connecter" in page.content.decode()


def test_le_bon_mot_de_passe_ouvre_la_session(client, personne):
    reponse = entrer(client, personne)
    assert (reponse.status_code, reponse["Location"]) == (302, "/")
    assert est_connecte(client)


def test_la_casse_du_courriel_n_importe_pas(client, personne):
    reponse = client.post(PORTE, {"courriel": personne.courriel.upper(), "mot_de_passe": MOT_DE_PASSE})
    assert reponse.status_code == 302


def test_ce_qu_on_essaye_a_la_porte_n_est_garde_nulle_part(client, personne):
    """Ni le courriel, ni l'adresse, ni le mot de passe : le compteur ne porte qu'une empreinte signée."""
    client.post(PORTE, {"courriel": "2690549588157@exemple.test", "mot_de_passe": "faux"})
    assert not Frein.objects.exists()
    entrer(client, personne, "Presque-le-bon-1847!", next="2690549588157")
    gardes = [str(valeur) for frein in Frein.objects.all() for valeur in vars(frein).values()]
    assert len(gardes) > 4
    for dit in (personne.courriel, "127.0.0.1", "Presque-le-bon", "2690549588157"):
        assert not any(dit in garde for garde in gardes)


def test_un_hachage_ancien_est_renforce_a_la_connexion_malgre_le_journal_signe(client, personne, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert entrer(client, personne).status_code == 302
    personne.refresh_from_db()
    assert personne.password.startswith("pbkdf2_sha256$")


def test_un_mauvais_mot_de_passe_est_dit_sans_dire_si_le_compte_existe(client, personne):
    connu = entrer(client, personne, "Autre-chose-1847!").content.decode()
    inconnu = client.post(PORTE, {"courriel": "inconnu@exemple.test", "mot_de_passe": "Autre-chose-1847!"})
    assert "Courriel ou mot de passe inconnu" in connu
    assert "Courriel ou mot de passe inconnu" in inconnu.content.decode()
    assert "Autre-chose-1847!" not in connu
    assert not est_connecte(client)


def test_un_compte_sans_appartenance_active_n_entre_pas(client, personne):
    appartenance = personne.appartenances.get()
    with signer(FABRICANT):
        appartenance.annuler("départ")
    assert "rattaché à aucune structure" in entrer(client, personne).content.decode()
    assert not est_connecte(client)


def test_un_compte_desactive_n_entre_pas(client, personne):
    with signer(FABRICANT):
        personne.is_active = False
        personne.save()
    assert "inconnu" in entrer(client, personne).content.decode()


def test_la_page_demandee_est_retrouvee(client, personne):
    demandee = client.get(reverse("comptes:profil"))
    assert demandee["Location"] == "/connexion/?next=/compte/"
    assert 'value="/compte/"' in client.get(demandee["Location"]).content.decode()
    assert entrer(client, personne, next="/compte/")["Location"] == "/compte/"


@pytest.mark.parametrize("ailleurs", ["https://ailleurs.test/", "//ailleurs.test", "javascript:alert(1)"])
def test_on_n_est_pas_mene_hors_du_site(client, personne, ailleurs):
    assert entrer(client, personne, next=ailleurs)["Location"] == "/"


def test_un_fragment_demande_sans_session_mene_toute_la_page_a_la_porte(client):
    entetes = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/structures/?q=a"}
    reponse = client.get(PORTE, {"next": "/structures/fragment/"}, **entetes)
    assert reponse["HX-Redirect"] == "/connexion/?next=%2Fstructures%2F%3Fq%3Da"


def test_se_deconnecter_est_un_post(client, personne):
    client.force_login(personne)
    refus = client.get(reverse("comptes:deconnexion"))
    assert (refus.status_code, refus["Allow"]) == (405, "POST")
    assert "Rien n’a été modifié" in refus.content.decode(), "une adresse d'acte ne rend jamais une page blanche"
    assert est_connecte(client)
    assert client.post(reverse("comptes:deconnexion"))["Location"] == PORTE
    assert not est_connecte(client)


def test_qui_est_deja_entre_va_droit_a_sa_page(client, personne):
    client.force_login(personne)
    assert client.get(PORTE, {"next": "/compte/"})["Location"] == "/compte/"


def test_un_formulaire_trop_vieux_est_explique_en_francais():
    reponse = Client(enforce_csrf_checks=True).post("/connexion/", {"courriel": "a@exemple.test"})
    assert reponse.status_code == 403
    assert "restée ouverte trop longtemps" in reponse.content.decode()
