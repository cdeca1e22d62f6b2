"""Chaque règle du harnais, en train d'échouer : une règle qui n'échoue jamais n'en est pas une."""

import datetime as dt
import socket
import subprocess
import sys
import urllib.request
import warnings
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.utils import InternalError
from django.template import Context, Template
from django.utils import timezone

from config import env
from tests.harnais import apaisement
from tests.harnais.navigateurs import NavigateurAbsent, chemin_du_navigateur
from tests.harnais.ordre import OrdreInconnu
from tests.harnais.reseau import ReseauInterdit


def test_une_variable_inconnue_dans_un_gabarit_echoue() -> None:
    with pytest.raises(pytest.fail.Exception, match="inconnue"):
        Template("{{ inconnue }}").render(Context({}))
    assert Template("{{ connue }}").render(Context({"connue": "oui"})) == "oui"


@pytest.mark.django_db
def test_une_requete_sans_ordre_revient_a_l_envers() -> None:
    ranges = list(ContentType.objects.order_by("pk").values_list("pk", flat=True))
    assert len(ranges) > 2
    sans_ordre = ContentType.objects.order_by().values_list("pk", flat=True)
    with connection.cursor() as curseur:
        curseur.execute(str(sans_ordre.query))
        de_la_base = [ligne[0] for ligne in curseur.fetchall()]
    assert list(sans_ordre) == de_la_base[::-1]
    assert list(sans_ordre.iterator()) == de_la_base[::-1]
    assert list(ContentType.objects.order_by("pk").values_list("pk", flat=True)) == ranges


@pytest.mark.django_db
def test_une_requete_sans_ordre_ne_se_decoupe_pas() -> None:
    with pytest.raises(OrdreInconnu, match="ContentType"):
        ContentType.objects.all()[:3]
    with pytest.raises(OrdreInconnu):
        ContentType.objects.all()[0]
    assert len(ContentType.objects.order_by("pk")[:3]) == 3
    assert ContentType.objects.first() is not None
    assert ContentType.objects.exists()


@pytest.mark.django_db
def test_une_transaction_de_lecture_refuse_d_ecrire() -> None:
    """Ce sur quoi repose `@ecran` : PostgreSQL lui-même refuse."""

    def ecrire_en_lecture() -> None:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SET LOCAL transaction_read_only = on")
            ContentType.objects.create(app_label="essai", model="essai")

    with pytest.raises(InternalError, match="read-only transaction"):
        ecrire_en_lecture()


def test_un_avertissement_est_une_erreur() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("désuet", DeprecationWarning, stacklevel=1)


def test_l_horloge_est_arretee() -> None:
    assert timezone.localtime().isoformat() == "2026-11-24T09:00:00+01:00"
    assert timezone.now() == timezone.now()


@pytest.mark.horloge_reelle
def test_l_horloge_reelle_avance_pour_qui_la_demande() -> None:
    debut = dt.datetime.now(tz=dt.UTC)
    while dt.datetime.now(tz=dt.UTC) == debut:
        pass
    assert dt.datetime.now(tz=dt.UTC) > debut


def test_le_reseau_est_interdit_sauf_cette_machine() -> None:
    with pytest.raises(ReseauInterdit), socket.socket() as prise:
        prise.connect(("192.0.2.1", 80))
    with pytest.raises(ReseauInterdit):
        urllib.request.urlopen("http://exemple.invalid/")
    with socket.create_server(("127.0.0.1", 0)) as ecoute, socket.create_connection(ecoute.getsockname()):
        pass


def test_un_navigateur_mal_nomme_n_est_pas_un_navigateur_absent(monkeypatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nulle/part/chromium")
    with pytest.raises(NavigateurAbsent):
        chemin_du_navigateur()


def test_sans_navigateur_les_parcours_sont_laisses_et_nommes(tmp_path: Path) -> None:
    """Une séance de pytest où aucun programme n'est trouvé : elle réussit, et dit ce qu'elle n'a pas fait."""
    essai = tmp_path / "test_essai.py"
    essai.write_text(
        "import pytest\n@pytest.mark.navigateur\ndef test_parcours():\n    raise AssertionError\n"
        "def test_reste():\n    assert 1 + 1 == 2\n"
    )
    for options in ([], ["-n", "1"]):
        seance = subprocess.run(
            [sys.executable, "-m", "pytest", "-c", env.RACINE / "pyproject.toml", "-p", "conftest", essai, *options],
            cwd=env.RACINE,
            env={"PATH": str(tmp_path), "PYTHONPATH": str(env.RACINE), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert seance.returncode == 0, seance.stdout + seance.stderr
        assert "1 passed, 1 skipped" in seance.stdout
        assert "parcours laissés de côté" in seance.stdout
        assert "test_parcours" in seance.stdout


@pytest.mark.django_db(transaction=True)
def test_le_site_qui_repond_encore_est_attendu(monkeypatch) -> None:
    monkeypatch.setattr(apaisement, "ESSAIS", 2)
    assert apaisement.attendre()
    autre = connection.copy()
    try:
        with autre.cursor() as curseur:
            curseur.execute("BEGIN")
            assert not apaisement.attendre()
            curseur.execute("ROLLBACK")
        assert apaisement.attendre()
    finally:
        autre.close()
