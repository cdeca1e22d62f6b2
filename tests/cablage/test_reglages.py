"""L'environnement, la clé secrète, l'adresse de la base : lus une fois, typés, refusés avec une phrase."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import NotSupportedError

from clauses.fond.comptes.models import Utilisateur
from config import env
from config.base_de_donnees import UrlInvalide, bases, depuis_url
from config.cle_secrete import cle_secrete
from config.postgresql.base import DatabaseWrapper


@pytest.mark.parametrize(
    ("variable", "brut", "valeur"),
    [
        (env.PORT, "8080", 8080),
        (env.PORT, "", 8000),
        (env.PORT, "  ", 8000),
        (env.DEBUG, "Oui", True),
        (env.DEBUG, "0", False),
        (env.HOTES, "a.fr, b.fr,", ("a.fr", "b.fr")),
        (env.VAR, "/srv/co", Path("/srv/co")),
    ],
)
def test_une_variable_se_lit_dans_son_type(variable, brut, valeur, monkeypatch) -> None:
    monkeypatch.setenv(variable.nom, brut)
    assert variable.lire() == valeur


@pytest.mark.parametrize(
    ("variable", "brut"),
    [(env.PORT, "quatre"), (env.PORT, "0"), (env.PORT, "70000"), (env.DEBUG, "peut-être"), (env.SERVEURS, "0")],
)
def test_une_valeur_impossible_est_refusee_par_son_nom(variable, brut, monkeypatch) -> None:
    monkeypatch.setenv(variable.nom, brut)
    with pytest.raises(env.VariableInvalide, match=f"{variable.nom}='{brut}' est invalide"):
        variable.lire()


def test_deux_variables_ne_portent_pas_le_meme_nom() -> None:
    noms = [variable.nom for variable in env.VARIABLES]
    assert len(noms) == len(set(noms))
    declarees = {nom for nom, valeur in vars(env).items() if isinstance(valeur, env.Variable)}
    assert len(declarees) == len(noms)


def test_la_cle_secrete_est_tiree_une_fois_et_fermee(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv(env.CLE_SECRETE.nom, raising=False)
    trouvees: list[str] = []
    fils = [threading.Thread(target=lambda: trouvees.append(cle_secrete(tmp_path))) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(trouvees) == 8
    assert len(set(trouvees)) == 1
    assert len(trouvees[0]) > 80
    assert [f.name for f in tmp_path.iterdir()] == ["cle_secrete"]
    assert (tmp_path / "cle_secrete").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv(env.CLE_SECRETE.nom, "donnée")
    assert cle_secrete(tmp_path) == "donnée"


def test_une_adresse_de_base_devient_des_reglages() -> None:
    reglages = depuis_url("postgresql://jo%40x:s%2Fm@base.exemple:5433/clause?sslmode=require")
    assert reglages["USER"] == "jo@x"
    assert reglages["PASSWORD"] == "s/m"
    assert (reglages["HOST"], reglages["PORT"], reglages["NAME"]) == ("base.exemple", 5433, "clause")
    assert reglages["OPTIONS"] == {"sslmode": "require"}
    assert depuis_url("postgresql://jo@/clause?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    ("url", "phrase"),
    [
        ("mysql://a/b", "n'emploie que PostgreSQL"),
        ("postgresql://hote", "ne nomme pas de base"),
        ("base", "reçu : base"),
        ("postgresql://jo@hote:abc/c", "illisible"),
    ],
)
def test_une_adresse_qui_n_en_est_pas_une_est_refusee(url: str, phrase: str) -> None:
    with pytest.raises(UrlInvalide, match=phrase):
        depuis_url(url)


def test_un_seul_role_sert_aux_deux_alias(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://un@hote/base")
    monkeypatch.delenv("DATABASE_URL_PROPRIETAIRE", raising=False)
    assert {nom: base["USER"] for nom, base in bases().items()} == {"default": "un", "proprietaire": "un"}
    monkeypatch.setenv("DATABASE_URL_PROPRIETAIRE", "postgresql://deux@hote/base")
    assert {nom: base["USER"] for nom, base in bases().items()} == {"default": "un", "proprietaire": "deux"}


def test_sans_adresse_l_application_et_le_proprietaire_sont_deux_roles(monkeypatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert bases()["default"]["USER"] == "clause_ouverte_application"
    assert bases()["proprietaire"]["USER"] == "clause_ouverte_proprietaire"


@pytest.mark.django_db
def test_une_requete_relue_est_preparee_par_la_base() -> None:
    for _ in range(5):
        assert list(Utilisateur.objects.filter(courriel="personne@exemple.test")) == []
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%comptes_utilisateur%$1%'")
        assert curseur.fetchone() == (1,)


def test_l_adresse_de_la_base_peut_se_passer_de_requetes_preparees(monkeypatch) -> None:
    monkeypatch.setenv(env.DATABASE_URL.nom, "postgresql://h/base?prepare_threshold=0&server_side_binding=false")
    assert bases()["default"]["OPTIONS"] == {"prepare_threshold": 0, "server_side_binding": False}


def test_un_postgresql_trop_vieux_est_refuse(monkeypatch) -> None:
    moteur = DatabaseWrapper({**settings.DATABASES["default"], "EMBARQUE": False}, alias="vieux")
    monkeypatch.setattr(moteur, "get_database_version", lambda: (14, 11))
    with pytest.raises(NotSupportedError, match=r"15 ou plus ; ce serveur est en version 14\.11"):
        moteur.check_database_version_supported()
    monkeypatch.setattr(moteur, "get_database_version", lambda: (15, 0))
    moteur.check_database_version_supported()


def test_la_politique_de_securite_n_admet_rien_en_ligne(client) -> None:
    politique = client.get("/une-page-qui-n-existe-pas/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in politique
    assert "script-src 'self'" in politique
    assert "unsafe" not in politique
    assert "http" not in politique


@pytest.mark.processus
def test_la_production_passe_le_controle_de_deploiement(tmp_path: Path) -> None:
    """Sans nom d'hôte, ou avec une clé trop courte, le même contrôle échoue."""

    def controler(**autres: str) -> subprocess.CompletedProcess[str]:
        propre = {"PATH": os.defpath, "DJANGO_SETTINGS_MODULE": "config.settings.production"}
        return subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            cwd=env.RACINE,
            env={**propre, "CLAUSE_OUVERTE_VAR": str(tmp_path), **autres},
            capture_output=True,
            text=True,
            check=False,
        )

    bon = controler(CLAUSE_OUVERTE_HOTES="clause.exemple.fr")
    assert bon.returncode == 0, bon.stderr
    assert "security.W020" in controler().stderr
    courte = controler(CLAUSE_OUVERTE_HOTES="clause.exemple.fr", CLAUSE_OUVERTE_CLE_SECRETE="courte")
    assert "security.W009" in courte.stderr


def _de_production(**variables: str) -> subprocess.CompletedProcess[str]:
    voir = "from django.conf import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    socle = {"DJANGO_SETTINGS_MODULE": "config.settings.production", env.HOTES.nom: "clause.exemple.fr"}
    return subprocess.run(
        [sys.executable, "-c", voir],
        cwd=env.RACINE,
        env={**os.environ, **socle, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.processus
def test_https_n_engage_les_sous_domaines_que_si_on_le_demande() -> None:
    sous, liste = env.HSTS_SOUS_DOMAINES.nom, env.HSTS_LISTE.nom
    assert _de_production().stdout.split() == ["False", "False"]
    assert _de_production(**{sous: "oui", liste: "oui"}).stdout.split() == ["True", "True"]
    assert f"{liste} demande aussi {sous}" in _de_production(**{liste: "oui"}).stderr
