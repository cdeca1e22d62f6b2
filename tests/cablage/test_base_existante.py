"""Une installation d'avant les étages migre, rouvre à chacun les mêmes pages, et finit les travaux de sa file."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils.html import strip_tags
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clauses.avant.relecture.models import PieceRelue
from clauses.fond.socle import jobs
from clauses.portes.demo.distribution import COMPTES, MOT_DE_PASSE
from clauses.suivi.declarations.models import DeclarationMensuelle, ImportHeures
from tests.cablage import base_existante as base
from tests.harnais import processus
from tests.harnais.horloge import MAINTENANT

pytestmark = pytest.mark.base

QUI = ("facilitatrice", "responsable", "acheteur", "juriste", "titulaire", "chantier", "employeur", "pilote")
TILLEULS = "/operations/0157de78-cb24-4132-8bc5-7a7e2b304cc8"
# Ce que chaque adresse répondait à chacun, dans l'ordre de QUI, quand la version 0.1 a vidé la base.
PAGES = {
    "/": "200 200 200 200 200 200 200 200",
    "/projets/": "200 200 200 200 403 403 403 403",
    "/circuits/": "200 200 200 200 403 403 403 403",
    "/operations/": "200 200 200 200 403 403 403 200",
    "/declarations/": "200 200 403 403 200 200 200 403",
    "/participants/": "200 200 403 403 200 200 200 403",
    "/structures/": "200 200 403 403 403 403 403 403",
    "/annuaire/": "200 200 200 403 403 403 403 403",
    "/relectures/": "200 200 200 403 403 403 403 403",
    "/utilisateurs/": "403 200 403 403 403 403 403 403",
    "/heures/imports/": "200 200 403 403 403 403 403 403",
    "/compte/": "200 200 200 200 200 200 200 200",
    f"{TILLEULS}/": "200 200 200 200 404 404 404 200",
    f"{TILLEULS}/bilan/": "200 200 200 403 404 404 404 200",
    f"{TILLEULS}/heures/": "200 200 200 403 404 200 200 403",
    "/lots/af8891e3-8623-4fd3-9544-4e7f54deef50/": "200 200 200 200 404 200 200 404",
    "/declarations/bddbf40c-e17f-4291-9011-5ea36279ea90/": "200 200 404 404 404 200 200 404",
    "/participants/f75fe9a1-f265-4a77-9ac1-74450d48ac31/": "200 200 404 404 404 200 404 404",
    "/projets/7551cbc5-fff1-4a06-9121-e38b7e82b82e/": "200 200 200 200 404 404 404 404",
    "/marches/3e08a8e5-d453-46eb-87c6-56e643590ee1/circuit/": "200 200 200 200 404 404 404 404",
    "/relectures/8c6f8287-f8c7-43c5-9aa3-573790895851/": "200 200 200 404 404 404 404 404",
}
# L'opération des Tilleuls : engagement, attendu, à décider, retenu ; et ce que lit une entreprise de son lot.
# L'attendu du 24 novembre, en jours courus : (4 200 + 520) × 573 ÷ 791 + 280 × 194 ÷ 412 (affermis le 15 mai 2026)
# + 1 200 × 389 ÷ 607 (le lot 3, commencé le 1er novembre 2025, finit avec le marché, le 30 juin 2027) = 4 320,04.
CINQ = ("6 200 h", "4 320 h", "377,5 h", "4 735,5 h")
CHIFFRES = {
    ("facilitatrice", f"{TILLEULS}/bilan/"): CINQ,
    ("responsable", f"{TILLEULS}/bilan/"): CINQ,
    ("acheteur", f"{TILLEULS}/bilan/"): CINQ,
    ("pilote", f"{TILLEULS}/bilan/"): CINQ,
    ("titulaire", "/"): ("937,5 h", "1 540 h"),
    ("chantier", "/"): ("3 060 h", "185,5 h", "4 200 h"),
}


@pytest.fixture(scope="module")
def existante(django_db_blocker: Any) -> Iterator[dict[str, set]]:
    """La base retrouvée, puis migrée par le code d'aujourd'hui ; rend ce qu'elle nommait avant."""
    with django_db_blocker.unblock(), ExitStack() as pile:
        with processus.permettre():  # la première à toucher la base lance le serveur
            pile.enter_context(base.retrouvee())
        avant = base.noms()
        base.migrer()
        yield avant


def test_les_tables_les_etiquettes_et_les_migrations_gardent_leur_nom(existante: dict[str, set]) -> None:
    """Sauf ceux de django-axes, parti avec ses tables (décision 0047)."""
    tables = set(connection.introspection.table_names())
    parties = {table for table in existante["tables"] if table.startswith("axes_")}
    assert len(parties) == 4
    assert existante["tables"] - parties <= tables
    assert not parties & tables
    modeles = {(m._meta.app_label, m._meta.model_name) for m in apps.get_models(include_auto_created=True)}
    gardees = {
        nom: {couple for couple in existante[nom] if couple[0] != "axes"} for nom in ("etiquettes", "migrations")
    }
    assert gardees["etiquettes"] <= modeles
    assert gardees["migrations"] <= set(MigrationLoader(connection).disk_migrations)
    call_command("migrate", check_unapplied=True, verbosity=0)


@pytest.mark.parametrize("qui", QUI)
def test_chacun_entre_et_retrouve_ses_pages_et_ses_chiffres(existante: dict, qui: str, settings: Any) -> None:
    # Le mot de passe d'une vraie base est haché par la recette de Django, pas par celle, rapide, des tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    with base.sans_trace():
        client = Client()
        porte = {"courriel": COMPTES[qui][-1], "mot_de_passe": MOT_DE_PASSE}
        assert client.post("/connexion/", porte).headers["Location"] == "/"
        vues = {chemin: client.get(chemin) for chemin in PAGES}
        statuts = {chemin: str(vue.status_code) for chemin, vue in vues.items()}
        assert statuts == {chemin: par_compte.split()[QUI.index(qui)] for chemin, par_compte in PAGES.items()}
        for chemin in (chemin for compte, chemin in CHIFFRES if compte == qui):
            texte = dit(vues[chemin])
            assert [chiffre for chiffre in CHIFFRES[qui, chemin] if chiffre not in texte] == [], chemin


def dit(page: Any) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(page.content.decode())))


def test_ce_que_les_gens_avaient_en_main_vaut_encore(existante: dict) -> None:
    """Une session ouverte, un lien pour choisir son mot de passe, un lien envoyé à une structure."""
    with base.sans_trace():
        client = Client()
        assert client.get(base.LIEN_DE_L_OFFRE).status_code == 200
        assert "Ce lien est pour Camille Gabarit." in dit(client.get(base.LIEN_DU_MOT_DE_PASSE))
        client.cookies["sessionid"] = base.SESSION_DE_LA_FACILITATRICE
        assert "Sacha Modèle" in dit(client.get("/compte/"))


def test_le_rapport_d_un_import_garde_se_relit_et_ce_qu_il_annonce_s_applique(existante: dict) -> None:
    importe = "/marches/imports/3d9b2aef-dc1c-45c4-a621-ed737c59afa4/"
    with base.sans_trace():
        client = Client()
        client.cookies["sessionid"] = base.SESSION_DE_LA_FACILITATRICE
        texte = dit(client.get(importe))
        for mot in ("1 à créer", "1 refusé", "Peinture des écoles 8000 (fictif)", "310 000", "acheteur.id"):
            assert mot in texte, mot
        applique = client.post(f"{importe}appliquer/", {"acte": "tous", "operation": ""}, follow=True)
        assert "1 marché créé" in dit(applique)


@pytest.mark.horloge_reelle
def test_les_travaux_qui_attendaient_se_font_en_decembre(existante: dict, settings: Any) -> None:
    """Ils nomment leur service comme la version 0.1 le nommait ; chacun a son effet."""
    settings.COURRIEL_EST_REGLE = True
    with time_machine.travel(MAINTENANT.replace(month=12, day=2), tick=True):
        attendaient = ProcrastinateJob.objects.filter(status="todo")
        chemins = {travail.args["chemin"] for travail in attendaient if travail.task_name == "metier:executer"}
        assert len(chemins) == 5
        assert all(jobs.chemin_present(chemin) != chemin for chemin in chemins)
        with app.replace_connector(app.connector.get_worker_connector()) as executant:
            executant.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        inacheves = ProcrastinateJob.objects.exclude(status="succeeded").order_by("id")
        assert [(travail.status, travail.task_name, travail.args) for travail in inacheves] == []
        assert DeclarationMensuelle.objects.filter(mois="2026-12-01").count() > 4
        assert {i.nom_fichier: i.etat for i in ImportHeures.objects.exclude(nom_fichier="contrats.xlsx")} == {
            "contrats-a-verifier.xlsx": "verifie",
            "contrats-a-appliquer.xlsx": "applique",
        }
        assert PieceRelue.objects.get(nom_fichier="cctp_a_lire.txt").etat == PieceRelue.Etat.LUE
        (courriel,) = mail.outbox
        (lien,) = re.findall(r"https?://\S+?(/offres/\S+)", str(courriel.body))
        assert Client().get(lien).status_code == 200
