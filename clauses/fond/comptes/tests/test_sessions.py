"""Une session finit : sans s'en servir, au bout d'un jour, quand un rôle s'en va, quand on le demande."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from clauses.fond.comptes.services import retirer
from clauses.fond.comptes.tests import fabriques
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE
from clauses.fond.habilitations.roles import Role
from clauses.fond.structures.tests import fabriques as structures
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.django_db
COMPTE = "/compte/"


@pytest.fixture
def personne():
    return fabriques.facilitateur(structures.porteuse()).utilisateur


def entree(personne):
    client = Client()
    client.post("/connexion/", {"courriel": personne.courriel, "mot_de_passe": MOT_DE_PASSE})
    return client


def a(**duree):
    return time_machine.travel(MAINTENANT + timedelta(**duree), tick=False)


def test_une_session_laissee_se_ferme_apres_douze_heures(personne):
    client = entree(personne)
    with a(hours=11, minutes=59):
        assert client.get(COMPTE).status_code == 200
    with a(hours=23, minutes=58):
        assert client.get(COMPTE).status_code == 200, "s'en servir repousse la fin"
    autre = entree(personne)
    with a(hours=12, minutes=1):
        assert autre.get(COMPTE).status_code == 302


def test_une_session_en_service_se_ferme_au_bout_d_un_jour(personne):
    client = entree(personne)
    for heures in range(1, 24):
        with a(hours=heures):
            assert client.get(COMPTE).status_code == 200
    with a(hours=24, minutes=1):
        assert client.get(COMPTE).status_code == 302


def test_une_session_ouverte_avant_la_connexion_ne_raccourcit_pas_la_journee(personne):
    client = Client()
    client.get("/connexion/")
    session = client.session
    session["rien"] = 1
    session.save()
    with a(hours=10):
        client.post("/connexion/", {"courriel": personne.courriel, "mot_de_passe": MOT_DE_PASSE})
    with a(hours=21):
        client.get(COMPTE)
    with a(hours=30):
        assert client.get(COMPTE).status_code == 200


def test_servir_la_session_ne_l_ecrit_pas_a_chaque_page(personne):
    client = entree(personne)
    fin = Session.objects.get().expire_date
    with a(minutes=9):
        client.get(COMPTE)
    assert Session.objects.get().expire_date == fin
    with a(minutes=11):
        client.get(COMPTE)
    assert Session.objects.get().expire_date == fin + timedelta(minutes=11)


def test_retirer_un_role_ferme_les_sessions_de_la_personne(personne):
    ailleurs = structures.porteuse("Ailleurs")
    fabriques.appartenance(Role.FACILITATEUR, qui=personne, porteuse=ailleurs)
    client = entree(personne)
    ici = personne.appartenances.exclude(porteuse=ailleurs).get()
    retirer(ici, par=fabriques.responsable(ici.porteuse).en_acteur(), motif="départ")
    assert client.get(COMPTE).status_code == 302
    assert entree(personne).get(COMPTE).status_code == 200


def test_inviter_puis_retirer_sans_reponse_ne_ferme_aucune_session(personne):
    """Sans quoi n'importe quelle structure déconnecterait qui elle veut."""
    client = entree(personne)
    attendue = fabriques.appartenance(
        Role.FACILITATEUR, qui=personne, porteuse=structures.porteuse("Ailleurs"), acceptee_le=None
    )
    retirer(attendue, par=fabriques.responsable(attendue.porteuse).en_acteur(), motif="erreur")
    assert client.get(COMPTE).status_code == 200


def test_me_deconnecter_partout_ferme_tout_ici_compris(personne):
    client, autre = entree(personne), entree(personne)
    assert "Me déconnecter partout" in client.get(COMPTE).content.decode()
    assert client.post(reverse("comptes:tout_fermer"))["Location"] == "/connexion/"
    assert client.get(COMPTE).status_code == 302
    assert autre.get(COMPTE).status_code == 302
    assert "Déconnexion de tous les appareils" in entree(personne).get(COMPTE).content.decode()
