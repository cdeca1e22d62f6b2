"""Ce que le site refuse avant de le lire, et ce qu'il dit de sa santé."""

import json
import logging
import shutil
from collections import namedtuple

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from config import sante
from config.corps import demande_refusee
from config.journal import HotesRefuses

pytestmark = pytest.mark.django_db
CONNEXION, CREER = "/connexion/", "/structures/creer/"


@pytest.fixture
def connecte(client: Client) -> Client:
    client.force_login(comptes.responsable(structures.porteuse()).utilisateur)
    return client


class NePasLire:
    """Un corps que rien ne doit ouvrir."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("le corps a été lu")

    readline = read


def annoncer(client: Client, chemin: str, octets: object, **autres: object):
    return client.generic(
        "POST", chemin, CONTENT_LENGTH=octets, **{"CONTENT_TYPE": "text/plain", "wsgi.input": NePasLire(), **autres}
    )


def test_un_envoi_anonyme_trop_lourd_est_refuse_sans_etre_lu(client: Client) -> None:
    reponse = annoncer(client, CONNEXION, "100001")
    assert reponse.status_code == 413
    page = reponse.content.decode()
    assert "plus de 0,1\u202fMo" in page
    assert "Ce que vous pouvez faire" in page


def test_un_envoi_connecte_a_une_limite_plus_haute(connecte: Client, settings) -> None:
    assert annoncer(connecte, CREER, str(settings.CORPS_MAX + 1)).status_code == 413
    gros = SimpleUploadedFile("gros.bin", bytes(300_000))
    assert connecte.post(CREER, {"nom": "", "fichier": gros}).status_code == 422


def test_la_reponse_a_une_demande_d_offre_recoit_une_piece_sans_compte(client: Client) -> None:
    assert client.post("/offres/lien-faux/", {"piece": SimpleUploadedFile("p.pdf", bytes(300_000))}).status_code == 404
    assert annoncer(client, "/offres/lien-faux/", "20000000").status_code == 413


@pytest.mark.parametrize("annonce", ["-5", "beaucoup", "9" * 30, "1e9"])
def test_une_longueur_qui_n_en_est_pas_une_est_refusee(client: Client, annonce: str) -> None:
    assert annoncer(client, CONNEXION, annonce).status_code == 400


def test_un_corps_sans_longueur_est_refuse_sans_etre_lu(client: Client) -> None:
    reponse = annoncer(client, CONNEXION, "", HTTP_TRANSFER_ENCODING="chunked")
    assert reponse.status_code == 411
    assert "n’annonce pas sa longueur" in reponse.content.decode()


def test_trop_de_champs_ou_de_fichiers_se_dit(connecte: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    fichiers = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]
    for donnees in ({f"champ{n}": "1" for n in range(30)}, {"fichiers": fichiers}):
        reponse = connecte.post(CREER, donnees)
        assert reponse.status_code == 413
        assert "recommencez en plusieurs fois" in reponse.content.decode()


def test_un_texte_demesure_se_dit(connecte: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    reponse = connecte.post(CREER, {"nom": "x" * 1_000_001})
    assert reponse.status_code == 413
    assert "plus de 1\u202fMo" in reponse.content.decode()
    assert demande_refusee(RequestFactory().get("/"), RequestDataTooBig()).status_code == 413


def test_un_hote_refuse_ne_rend_qu_une_ligne_et_n_en_ecrit_qu_une(client: Client, caplog) -> None:
    journal, filtre = logging.getLogger("django.security.DisallowedHost"), HotesRefuses()
    anciens, journal.filters = journal.filters, [filtre]
    avant = HotesRefuses.combien
    try:
        for rang in range(1000):
            reponse = client.get(CONNEXION, HTTP_HOST=f"mechant{rang}.example")
    finally:
        journal.filters = anciens
    assert (reponse.status_code, reponse.content.decode()) == (400, "Ce site ne répond pas sous ce nom.")
    assert HotesRefuses.combien - avant >= 1000
    lignes = [r for r in caplog.records if "mechant" in r.getMessage()]
    assert len(lignes) == 1
    assert (lignes[0].exc_info, lignes[0].levelname) == (None, "WARNING")
    assert "mechant0.example" in lignes[0].getMessage()


def test_les_hotes_tus_sont_comptes_sur_la_ligne_suivante() -> None:
    filtre = HotesRefuses()

    def refus(hote: str) -> logging.LogRecord:
        return logging.LogRecord("x", logging.ERROR, "", 0, f"Invalid HTTP_HOST header: '{hote}'.", None, None)

    assert filtre.filter(refus("a.fr"))
    assert not filtre.filter(refus("b.fr"))
    filtre._derniere = float("-inf")
    ligne = refus("c.fr")
    assert filtre.filter(ligne)
    assert ligne.getMessage() == "Hôte refusé : 'c.fr' ; 1 autres depuis la ligne d'avant."


def _signe_de_vie(secondes: int) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')", [secondes]
        )


def lire_la_sante(client: Client) -> tuple[int, dict[str, object]]:
    reponse = client.get("/sante", HTTP_HOST="10.0.0.7:8000")
    return reponse.status_code, json.loads(reponse.content)


@pytest.fixture(autouse=True)
def de_la_place(monkeypatch) -> None:
    place = namedtuple("Place", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: place(9, 1, 9_000_000_000))


def test_la_sante_dit_que_tout_va_sous_n_importe_quel_nom(client: Client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    _signe_de_vie(3)
    statut, bilan = lire_la_sante(client)
    assert (statut, bilan["etat"], bilan["base"], bilan["migrations_a_passer"]) == (200, "bon", "bon", 0)
    assert bilan["disque_libre_mo"] == 9_000
    assert set(bilan) == {
        "etat", "processus", "base", "migrations_a_passer", "executant_vu_il_y_a_s", "disque_libre_mo", "hotes_refuses",
    }  # fmt: skip  # une liste
    assert client.post("/sante").status_code == 405


@pytest.mark.parametrize(("vu", "attendu"), [(None, "exécutant muet"), (90, "exécutant muet")])
def test_un_executant_muet_se_dit(client: Client, vu: int | None, attendu: str) -> None:
    if vu is not None:
        _signe_de_vie(vu)
    assert lire_la_sante(client)[0] == 503
    assert lire_la_sante(client)[1]["etat"] == attendu


def test_une_migration_qui_manque_se_dit(client: Client) -> None:
    _signe_de_vie(1)
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_migrations WHERE app = 'socle' AND name = '0003_envois'")
    statut, bilan = lire_la_sante(client)
    assert statut == 503
    assert "migrations à passer" in str(bilan["etat"])


def test_un_disque_plein_se_dit(client: Client, settings) -> None:
    _signe_de_vie(1)
    settings.DISQUE_MINIMAL_MO = 9_001
    assert lire_la_sante(client) == (503, {**lire_la_sante(client)[1], "etat": "disque presque plein"})


def test_une_base_injoignable_se_dit_sans_panne(client: Client, monkeypatch) -> None:
    def tomber() -> None:
        raise OperationalError("mot de passe de la base : secret")

    with monkeypatch.context() as casse:
        casse.setattr(sante.connection, "cursor", tomber)
        casse.setattr(sante.connection, "close", lambda: None)
        statut, bilan = lire_la_sante(client)
    assert statut == 503
    assert bilan["etat"] == "base injoignable"
    assert "secret" not in json.dumps(bilan)


def test_la_sante_ne_redemande_pas_a_la_base_a_chaque_fois(client: Client, django_assert_num_queries) -> None:
    lire_la_sante(client)
    with django_assert_num_queries(0):
        for _ in range(20):
            lire_la_sante(client)
