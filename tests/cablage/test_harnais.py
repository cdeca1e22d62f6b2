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
from hypothesis import HealthCheck, settings

from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Departement
from config import env
from tests.harnais import apaisement, base, cible, processus
from tests.harnais.navigateurs import NavigateurAbsent, chemin_du_navigateur
from tests.harnais.ordre import OrdreInconnu
from tests.harnais.processus import ProcessusInterdit
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


@pytest.mark.processus
@pytest.mark.parametrize(("options", "echoue"), [([], False), (["-n", "1"], True)], ids=["un processus", "xdist"])
def test_une_seance_dit_ce_qu_elle_laisse_et_ce_qui_a_echoue(tmp_path: Path, options: list[str], echoue: bool) -> None:
    """Une séance de pytest où aucun programme n'est trouvé : elle nomme les parcours qu'elle n'a pas faits ; un échec
    garde sa trace, et la fin dit où."""
    essai = tmp_path / "test_essai.py"
    essai.write_text(
        "import pytest\n@pytest.mark.navigateur\ndef test_parcours():\n    raise AssertionError\n"
        f"def test_reste():\n    print('vu au passage')\n    assert 1 + 1 == {3 if echoue else 2}\n"
    )
    var = tmp_path / "var"
    seance = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", env.RACINE / "pyproject.toml", "-p", "conftest", essai, *options],
        cwd=env.RACINE,
        env={
            "PATH": str(tmp_path),
            "PYTHONPATH": str(env.RACINE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CLAUSE_OUVERTE_VAR": str(var),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert seance.returncode == echoue, seance.stdout + seance.stderr
    assert ("1 failed, 1 skipped" if echoue else "1 passed, 1 skipped") in seance.stdout
    assert "parcours laissés de côté" in seance.stdout
    assert "test_parcours" in seance.stdout
    traces = list((var / "essais").glob("echec-*.txt"))
    assert len(traces) == echoue
    assert ("En échec : " if echoue else "Tout passe.") in (var / "essais" / "dernier.txt").read_text()
    if echoue:
        assert str(traces[0]) in seance.stdout
        texte = traces[0].read_text()
        assert all(mot in texte for mot in ("::test_reste", "sur gw0", "assert (1 + 1) == 3", "vu au pas"))


def test_un_test_qui_lance_un_programme_le_dit() -> None:
    with pytest.raises(ProcessusInterdit, match="porte la marque « processus »"):
        subprocess.run([sys.executable, "--version"], check=True)
    assert subprocess.run(["git", "--version"], check=True, capture_output=True).stdout


def test_une_permission_rendue_apres_son_test_ne_surveille_pas_le_suivant(request: pytest.FixtureRequest) -> None:
    """Ce que fait la fixture d'un module : prise pendant son premier test, rendue après le dernier."""
    permission = processus.permettre()
    with processus.surveiller(request.node):
        permission.__enter__()
    permission.__exit__(None, None, None)
    subprocess.run(["true"], check=True)
    with processus.surveiller(request.node), pytest.raises(ProcessusInterdit):
        subprocess.run(["true"], check=True)


def test_le_temps_d_un_exemple_ne_fait_echouer_aucune_propriete() -> None:
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


@pytest.mark.django_db(transaction=True)
def test_la_base_est_rendue_comme_elle_fut_trouvee() -> None:
    """Les lignes des tests partent ; celles des migrations, que le « flush » de Django emporterait, reviennent."""
    trouves = set(Departement.objects.values_list("pk", flat=True))
    assert len(trouves) > 100
    Departement.objects.filter(pk="59").delete()
    structures.porteuse()
    base.rendre()
    assert set(Departement.objects.values_list("pk", flat=True)) == trouves
    assert not StructurePorteuse.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_une_cible_est_une_tranche_et_les_tests_qui_l_emploient(tmp_path: Path) -> None:
    for fichier, texte in (
        ("clauses/fond/comptes/tests/test_porte.py", ""),
        ("clauses/avant/sourcing/tests/test_lettre.py", "from clauses.fond.comptes.tests import fabriques\n"),
        ("tests/parcours/test_roles.py", "from clauses.fond.comptes_autres import x\n"),
    ):
        (tmp_path / fichier).parent.mkdir(parents=True)
        (tmp_path / fichier).write_text(texte)
    employeur = "clauses/avant/sourcing/tests/test_lettre.py"
    assert cible.chemins("comptes", tmp_path) == ["clauses/fond/comptes", employeur]
    assert cible.chemins("avant", tmp_path) == ["clauses/avant"]
    assert cible.chemins("parcours", tmp_path) == ["tests/parcours"]
    assert cible.chemins(employeur, tmp_path) == [employeur]
    with pytest.raises(cible.CibleInconnue, match="ni tranche, ni étage"):
        cible.chemins("porte", tmp_path)


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
