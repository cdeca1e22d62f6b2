"""Les réglages de la structure porteuse et son logo."""

import base64
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.services import regler_porteuse
from clauses.fond.structures.tests import fabriques

pytestmark = pytest.mark.django_db
VOIR, MODIFIER, LOGO = "/structure-porteuse/", "/structure-porteuse/modifier/", "/structure-porteuse/logo/"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def porteuse():
    return fabriques.porteuse()


@pytest.fixture
def responsable(client, porteuse):
    client.force_login(comptes.responsable(porteuse).utilisateur)
    return client


def saisie(porteuse, **champs):
    return {"nom": porteuse.nom, "heures_par_etp": "1607", "version": porteuse.version, **champs}


def test_le_facilitateur_lit_le_responsable_modifie_les_autres_rien(client, porteuse):
    for qui, voir, modifier in (
        (comptes.responsable(porteuse), 200, 200),
        (comptes.facilitateur(porteuse), 200, 403),
        (comptes.titulaire(fabriques.entreprise(porteuse)), 403, 403),
    ):
        client.force_login(qui.utilisateur)
        assert (client.get(VOIR).status_code, client.get(MODIFIER).status_code) == (voir, modifier)


def test_regler(responsable, porteuse):
    reponse = responsable.post(MODIFIER, saisie(porteuse, sigle="MEF", heures_par_etp="1 820,5", telephone="03 27"))
    assert reponse["Location"] == VOIR
    porteuse.refresh_from_db()
    assert (porteuse.sigle, porteuse.heures_par_etp) == ("MEF", Decimal("1820.5"))
    assert "1\u202f820,5\u202fh" in responsable.get(VOIR).content.decode()


def test_zero_heure_par_etp_est_refuse(responsable, porteuse):
    assert responsable.post(MODIFIER, saisie(porteuse, heures_par_etp="0")).status_code == 422
    porteuse.refresh_from_db()
    assert porteuse.heures_par_etp == 1607


def test_le_logo_se_pose_se_montre_et_se_retire(responsable, porteuse):
    assert responsable.get(LOGO).status_code == 404
    responsable.post(MODIFIER, saisie(porteuse, logo=SimpleUploadedFile("logo.png", PNG)))
    image = responsable.get(LOGO)
    assert (image["Content-Type"], image.content) == ("image/png", PNG)
    assert f'src="{LOGO}?v=' in responsable.get(VOIR).content.decode()
    porteuse.refresh_from_db()
    responsable.post(MODIFIER, saisie(porteuse))
    assert responsable.get(LOGO).status_code == 200
    porteuse.refresh_from_db()
    responsable.post(MODIFIER, saisie(porteuse, sans_logo="on"))
    assert responsable.get(LOGO).status_code == 404


def test_le_logo_est_nomme_par_le_logiciel_et_l_ancien_ne_reste_pas(
    responsable, porteuse, django_capture_on_commit_callbacks
):
    noms = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            responsable.post(MODIFIER, saisie(porteuse, logo=SimpleUploadedFile("2690549588157.PNG", PNG)))
        porteuse.refresh_from_db()
        noms.append(porteuse.logo.name)
    assert all("2690549588157" not in nom and nom.endswith(".png") for nom in noms)
    assert [porteuse.logo.storage.exists(nom) for nom in noms] == [False, True]


def test_un_changement_defait_garde_l_ancien_logo(responsable, porteuse, django_capture_on_commit_callbacks):
    responsable.post(MODIFIER, saisie(porteuse, logo=SimpleUploadedFile("logo.png", PNG)))
    porteuse.refresh_from_db()
    ancien, par = porteuse.logo.name, comptes.responsable(porteuse).en_acteur()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        regler_porteuse(porteuse, par=par, logo=SimpleUploadedFile("autre.png", PNG))
        transaction.set_rollback(True)
    porteuse.refresh_from_db()
    assert porteuse.logo.name == ancien
    assert responsable.get(LOGO).content == PNG


def test_le_logo_est_celui_de_sa_propre_porteuse(client, responsable, porteuse):
    responsable.post(MODIFIER, saisie(porteuse, logo=SimpleUploadedFile("logo.png", PNG)))
    client.force_login(comptes.titulaire(fabriques.entreprise(porteuse)).utilisateur)
    assert client.get(reverse("structures:logo")).status_code == 200
    client.force_login(comptes.facilitateur(fabriques.porteuse("Ailleurs")).utilisateur)
    assert client.get(reverse("structures:logo")).status_code == 404


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("logo.png", b"<svg onload=alert(1)>", "une image PNG ou JPEG"),
        ("logo.png", PNG + b"0" * 500_001, "dépasse 500"),
        ("logo.svg", PNG, "svg"),
    ],
)
def test_un_fichier_qui_n_est_pas_une_petite_image_est_refuse(responsable, porteuse, nom, contenu, dit):
    page = responsable.post(MODIFIER, saisie(porteuse, logo=SimpleUploadedFile(nom, contenu))).content.decode()
    assert dit in page
    porteuse.refresh_from_db()
    assert not porteuse.logo
