"""Le lien remis pour choisir son mot de passe."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clauses.fond.comptes.services import inviter, remettre_lien, renvoyer
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE
from clauses.fond.socle.historique import historique
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db
CHOISIR = "/mot-de-passe/"


@pytest.fixture
def acteur():
    return fabriques.responsable(structures.porteuse()).en_acteur()


@pytest.fixture
def invitation(acteur):
    return inviter(par=acteur, courriel="lea.fictive@exemple.test", nom="Fictive", prenom="Léa", role="facilitateur")


def choisir(client, mot_de_passe=MOT_DE_PASSE):
    return client.post(CHOISIR, {"nouveau": mot_de_passe, "repete": mot_de_passe})


def test_ouvrir_le_lien_ne_le_consomme_pas(client, invitation):
    for _ in range(3):
        page = client.get(invitation.lien)
        assert page.status_code == 200
        assert "lea.fictive@exemple.test" in page.content.decode()
    assert client.get(CHOISIR).status_code == 410
    assert client.post(invitation.lien)["Location"] == CHOISIR


def test_choisir_son_mot_de_passe_ouvre_la_session_et_consomme_le_lien(client, invitation):
    client.post(invitation.lien)
    page = client.get(CHOISIR)
    assert invitation.lien.rstrip("/").rpartition("/")[2] not in page.content.decode()
    assert choisir(client)["Location"] == "/"
    assert client.get(reverse("comptes:profil")).status_code == 200
    assert client.get(invitation.lien).status_code == 410
    assert client.get(CHOISIR).status_code == 410
    personne = invitation.appartenance.utilisateur
    assert historique([personne])[0].detail == "Mot de passe choisi, invitation acceptée"
    assert historique([personne])[0].auteur == "Léa Fictive"


def test_un_mot_de_passe_faible_est_refuse_et_le_lien_vaut_toujours(client, invitation):
    client.post(invitation.lien)
    page = choisir(client, "court").content.decode()
    assert "trop faible" in page
    page = client.post(CHOISIR, {"nouveau": MOT_DE_PASSE, "repete": "autre"}).content.decode()
    assert "ne sont pas les mêmes" in page
    assert choisir(client).status_code == 302


def test_le_lien_meurt_apres_trois_jours(client, invitation):
    with time_machine.travel(MAINTENANT + timedelta(days=2, hours=23), tick=False):
        assert client.get(invitation.lien).status_code == 200
    with time_machine.travel(MAINTENANT + timedelta(days=3, seconds=1), tick=False):
        assert client.get(invitation.lien).status_code == 410


@pytest.mark.parametrize("lien", ["/mot-de-passe/aaa/bbb/", "/mot-de-passe/MTIz/abc-def/", "/mot-de-passe/%C3%A9/x/"])
def test_un_lien_invente_est_refuse_poliment(client, lien):
    page = client.get(lien)
    assert page.status_code == 410
    assert "Ce lien ne vaut plus" in page.content.decode()


def test_renvoyer_l_invitation_tue_le_lien_qui_n_a_pas_servi(client, acteur, invitation):
    nouveau = renvoyer(invitation.appartenance, par=acteur).lien
    assert client.get(invitation.lien).status_code == 410
    assert client.get(nouveau).status_code == 200


def test_un_lien_d_oubli_laisse_valoir_l_ancien_mot_de_passe_jusqu_a_servir(client, acteur):
    personne = fabriques.facilitateur(acteur_porteuse(acteur)).utilisateur
    lien = remettre_lien(personne, par=acteur)
    personne.refresh_from_db()
    assert personne.check_password(MOT_DE_PASSE)
    client.post(lien)
    choisir(client, "Autre-roseau-1848!")
    personne.refresh_from_db()
    assert personne.check_password("Autre-roseau-1848!")


def test_le_lien_d_un_compte_desactive_ne_vaut_rien(client, acteur):
    personne = fabriques.facilitateur(acteur_porteuse(acteur)).utilisateur
    lien = remettre_lien(personne, par=acteur)
    assert client.get(lien).status_code == 200
    with signer(acteur):
        personne.is_active = False
        personne.save()
    assert client.get(lien).status_code == 410


def acteur_porteuse(acteur):
    return StructurePorteuse.objects.get(pk=acteur.porteuse_id)
