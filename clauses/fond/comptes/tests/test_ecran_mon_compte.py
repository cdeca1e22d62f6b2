"""Mon compte, le changement de rôle et le bandeau de chaque page."""

import pytest
from django.urls import reverse

from clauses.fond.comptes.contexte import navigation
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE
from clauses.fond.habilitations.roles import Role
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
PROFIL, CHANGER = "/compte/", "/compte/mot-de-passe/"


@pytest.fixture
def porteuse():
    return structures.porteuse(sigle="MEF fictive")


@pytest.fixture
def moi(porteuse):
    return fabriques.facilitateur(porteuse)


@pytest.fixture
def connecte(client, moi):
    client.force_login(moi.utilisateur)
    return client


def test_le_profil_demande_une_session(client):
    assert client.get(PROFIL)["Location"] == "/connexion/?next=/compte/"


def test_je_corrige_mon_nom(connecte, moi):
    version = moi.utilisateur.version
    reponse = connecte.post(PROFIL, {"prenom": "Anaïs", "nom": "Fictive", "version": version})
    assert reponse["Location"] == PROFIL
    page = connecte.get(PROFIL).content.decode()
    assert "Anaïs Fictive" in page
    assert "Votre nom est enregistré." in page


def test_un_nom_vide_ou_un_numero_de_securite_sociale_est_refuse(connecte, moi):
    version = moi.utilisateur.version
    assert "Ce champ est à remplir" in connecte.post(PROFIL, {"nom": "", "version": version}).content.decode()
    page = connecte.post(PROFIL, {"nom": "2 90 05 59 606 123 18", "version": version}).content.decode()
    assert "sécurité sociale" in page
    assert Utilisateur.objects.get(pk=moi.utilisateur_id).version == version


def test_deux_onglets_le_second_voit_ce_qui_a_change(connecte, moi):
    version = moi.utilisateur.version
    connecte.post(PROFIL, {"prenom": "Anaïs", "nom": "Fictive", "version": version})
    page = connecte.post(PROFIL, {"prenom": "Zoé", "nom": "Fictive", "version": version}).content.decode()
    assert "Ce qui a changé pendant votre saisie" in page
    assert "Anaïs" in page
    assert 'value="Zoé"' in page
    assert Utilisateur.objects.get(pk=moi.utilisateur_id).prenom == "Anaïs"


def test_changer_mon_mot_de_passe_garde_ma_session(connecte, moi):
    nouveau = "Autre-roseau-1848!"
    donnees = {"actuel": MOT_DE_PASSE, "nouveau": nouveau, "repete": nouveau}
    assert connecte.post(CHANGER, donnees)["Location"] == PROFIL
    assert connecte.get(PROFIL).status_code == 200
    assert Utilisateur.objects.get(pk=moi.utilisateur_id).check_password(nouveau)


def test_les_autres_sessions_se_ferment(connecte, moi):
    autre = type(connecte)()
    autre.force_login(moi.utilisateur)
    nouveau = "Autre-roseau-1848!"
    connecte.post(CHANGER, {"actuel": MOT_DE_PASSE, "nouveau": nouveau, "repete": nouveau})
    assert autre.get(PROFIL).status_code == 302


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"actuel": "faux"}, "pas votre mot de passe actuel"),
        ({"nouveau": "court"}, "trop faible"),
        ({"repete": "x"}, "pas les mêmes"),
    ],
)
def test_un_changement_refuse_dit_pourquoi(connecte, moi, champs, dit):
    bon = {"actuel": MOT_DE_PASSE, "nouveau": "Autre-roseau-1848!", "repete": "Autre-roseau-1848!"}
    assert dit in connecte.post(CHANGER, bon | champs).content.decode()
    assert Utilisateur.objects.get(pk=moi.utilisateur_id).check_password(MOT_DE_PASSE)


def agir_comme(client, appartenance, suite=""):
    return client.post(reverse("comptes:agir_comme"), {"appartenance": str(appartenance.pk), "suite": suite})


def test_changer_de_role_est_garde_en_session(connecte, moi):
    ailleurs = structures.porteuse("Autre maison", sigle="AM")
    autre = fabriques.appartenance(Role.RESPONSABLE, qui=moi.utilisateur, porteuse=ailleurs)
    assert "MEF fictive" in connecte.get(PROFIL).content.decode()
    agir_comme(connecte, autre)
    for _ in range(2):
        assert '<span class="menu-nom">AM</span>' in connecte.get(PROFIL).content.decode()
    assert connecte.get(reverse("comptes:utilisateurs")).status_code == 200


def test_on_reste_sur_la_page_si_le_nouveau_role_l_ouvre(connecte, moi, porteuse):
    autre = fabriques.appartenance(Role.RESPONSABLE, qui=moi.utilisateur, porteuse=structures.porteuse("Autre"))
    titulaire = fabriques.appartenance(
        Role.TITULAIRE, qui=moi.utilisateur, porteuse=porteuse, structure=structures.entreprise(porteuse)
    )
    assert agir_comme(connecte, autre, "/utilisateurs/")["Location"] == "/utilisateurs/"
    assert agir_comme(connecte, autre, "https://ailleurs.test/")["Location"] == "/"
    assert agir_comme(connecte, autre, f"/utilisateurs/{moi.utilisateur_id}/")["Location"] == "/"
    assert agir_comme(connecte, titulaire, "/utilisateurs/")["Location"] == "/"


def test_on_ne_prend_pas_le_role_d_un_autre(connecte, moi):
    etranger = fabriques.responsable(structures.porteuse("Ailleurs"))
    agir_comme(connecte, etranger)
    page = connecte.get(PROFIL).content.decode()
    assert "Ce rôle n’est pas, ou n’est plus, le vôtre." in page
    assert "Ailleurs" not in page


def test_le_bandeau_montre_la_navigation_du_role(connecte, porteuse, client):
    page = connecte.get(PROFIL).content.decode()
    assert f'href="{reverse("structures:liste")}"' in page
    assert f'href="{reverse("comptes:utilisateurs")}"' not in page
    client.force_login(fabriques.titulaire(structures.entreprise(porteuse)).utilisateur)
    page = client.get(PROFIL).content.decode()
    assert f'href="{reverse("structures:liste")}"' not in page
    assert "Entreprise attributaire, Bâtisseurs de l’Escaut" in page


def test_l_entree_de_l_ecran_en_cours_est_allumee(rf, moi):
    requete = rf.get("/structures/creer/")
    requete.resolver_match = None
    allumees = [lien.libelle for lien in navigation(requete, moi.en_acteur()) if lien.est_active]
    assert allumees == ["Structures"]


def test_le_bandeau_ne_coute_aucune_requete(connecte, django_assert_max_num_queries):
    # session, personne, appartenances, lecture seule, journal : rien de plus pour le bandeau
    with django_assert_max_num_queries(8):
        connecte.get(PROFIL)


def test_une_page_introuvable_garde_le_bandeau_de_qui_est_connecte(client):
    adresse = reverse("comptes:utilisateur", args=["00000000-0000-4000-8000-000000000000"])
    for absente in ("/rien/du/tout/", adresse):
        client.force_login(fabriques.responsable(structures.porteuse()).utilisateur)
        reponse = client.get(absente)
        page = reponse.content.decode()
        assert reponse.status_code == 404
        assert "Cette page n’existe pas" in page
        assert 'aria-label="Navigation principale"' in page
        assert 'id="recherche"' in page
    client.logout()
    page = client.get("/rien/du/tout/").content.decode()
    assert "ou vous connecter" in page
    assert "Navigation principale" not in page
