"""`manage.py sauvegarder` : une archive entière et vérifiée, ou rien ; ce qui revient est exactement ce qui était."""

import json
import os
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from config import env
from config.base_de_donnees import NOM, ROLE_APPLICATION, ROLE_PROPRIETAIRE
from config.postgresql.embarque import Serveur
from config.sauvegarde.archive import ouvrir
from config.sauvegarde.sauver import sauvegarder as faire
from tests.cablage.installations import (
    BINAIRES_15,
    LOGO,
    Installation,
    attendre,
    chez,
    disque_plein,
    environnement,
    jouer,
    lancee,
    postgresql_15,
    refus,
    sauvegarder,
)

pytestmark = [
    pytest.mark.horloge_reelle,
    pytest.mark.processus,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def test_tout_detruit_tout_revient(installation: Installation, dossier: Path) -> None:
    avant = installation.etat()
    assert avant["tables"]["socle_entreejournal"][0] > 5
    assert LOGO in avant["fichiers"]
    archive = sauvegarder(installation, dossier)
    assert archive.stat().st_mode & 0o777 == 0o600
    installation.detruire()
    assert not installation.etat()["tables"]
    dit = jouer("restaurer", archive, dans=installation)
    assert installation.etat() == avant
    assert "Restauré" in dit
    (ecarte,) = installation.var.glob("avant-restauration_*")
    assert (ecarte / "cle_secrete").read_text() == "une-autre-cle"


def test_apres_le_retour_la_base_refuse_encore_ce_qui_n_est_pas_signe(
    installation: Installation, dossier: Path
) -> None:
    archive = sauvegarder(installation, dossier)
    installation.detruire()
    jouer("restaurer", archive, dans=installation)
    with installation.connexion(installation.application) as base:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Écriture sans auteur"):
            base.execute("UPDATE structures_structureporteuse SET nom = 'sans nom'")
        with pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete"):
            base.execute("DELETE FROM socle_entreejournal")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            base.execute("DROP TABLE socle_entreejournal")
        entrees = base.execute("SELECT count(*) FROM socle_entreejournal").fetchone()
    installation.ecrire("Signée")
    with installation.connexion() as base:
        assert base.execute("SELECT count(*) - 1 FROM socle_entreejournal").fetchone() == entrees


@contextmanager
def embarquee() -> Iterator[Path]:
    # Pas tmp_path : sous root, le serveur tourne sous un autre compte, et pytest lui ferme ses dossiers.
    with tempfile.TemporaryDirectory(prefix="clause-ouverte-var-") as nom:
        Path(nom).chmod(0o755)
        yield Path(nom)


@pytest.mark.skipif(not BINAIRES_15.is_dir(), reason="PostgreSQL 15 (Debian : postgresql-15) n'est pas sur la machine")
def test_d_un_serveur_a_la_base_embarquee_puis_a_un_postgresql_15_et_retour(
    installation: Installation, dossier: Path, tmp_path: Path
) -> None:
    avant = installation.etat()
    depart = sauvegarder(installation, dossier)
    with embarquee() as var:
        fin(0, "restaurer", depart, dans=environnement(var))
        temoin = var / "postgresql" / "donnees" / "postmaster.pid"
        attendre(lambda: not temoin.exists())  # démarrée, puis rendue à l'arrêt
        assert "42" in fin(0, "dbshell", "--", "-Atc", "SELECT 6 * 7", dans=environnement(var))
        roles = {"nom": NOM, "application": ROLE_APPLICATION, "proprietaire": ROLE_PROPRIETAIRE}
        site = Serveur(var / "postgresql", compte=env.COMPTE_POSTGRESQL.lire(), **roles)
        ici = Installation(var, str(site.rejoindre()), NOM)
        assert ici.etat() == avant
        dit = fin(2, "restaurer", depart, "--remplacer", "--oui", dans=environnement(var))
        assert "arrêtez-le" in dit
        fin(0, "sauvegarder", dossier, dans=environnement(var))
        assert temoin.exists()  # le site s'en sert encore
        site.quitter(attendre=60)
    (passee,) = set(dossier.glob("*.tar")) - {depart}
    (tmp_path / "quinze").mkdir()
    with postgresql_15(tmp_path / "quinze") as quinze:
        jouer("restaurer", passee, dans=quinze)
        assert quinze.etat() == avant
        rendue = sauvegarder(quinze, dossier)
    installation.detruire()
    jouer("restaurer", rendue, dans=installation)
    assert installation.etat() == avant


def fin(code: int, *arguments: object, dans: dict[str, str]) -> str:
    with lancee(*arguments, dans=dans) as processus:
        dit, _ = processus.communicate()
    assert processus.returncode == code, dit
    return dit


def test_pendant_que_le_site_ecrit_le_vidage_et_le_compte_sont_du_meme_instant(
    installation: Installation, dossier: Path
) -> None:
    assez = threading.Event()

    def ecrire() -> int:
        rang = 0
        with installation.connexion() as base:
            while not assez.is_set():
                rang += 1
                base.execute("INSERT INTO django_session VALUES (%s, '', now())", [f"essai-{rang}"])
        return rang

    with ThreadPoolExecutor() as fils:
        ecrites = fils.submit(ecrire)
        try:
            archive = sauvegarder(installation, dossier)
        finally:
            assez.set()
        with ouvrir(archive) as ouverte:
            gardees = ouverte.manifeste.lignes["django_session"]
        assert 0 < gardees < ecrites.result()
    installation.detruire()
    jouer("restaurer", archive, dans=installation)
    assert installation.etat()["tables"]["django_session"][0] == gardees


def test_deux_a_la_fois_font_deux_archives(installation: Installation, dossier: Path) -> None:
    def une(_: int) -> Path:
        try:
            return faire(dossier, 5)[0]
        finally:
            connections.close_all()

    with chez(installation), ThreadPoolExecutor(2) as fils:
        faites = list(fils.map(une, range(2)))
    assert len(set(faites)) == 2
    assert sorted(dossier.iterdir()) == sorted(faites)


def test_tuee_elle_ne_laisse_rien_qui_passe_pour_une_archive(installation: Installation, dossier: Path) -> None:
    with installation.connexion() as tenue, lancee("sauvegarder", dossier, dans=installation.environnement) as tuee:
        tenue.autocommit = False
        tenue.execute("LOCK TABLE comptes_utilisateur")
        attendre(lambda: any(dossier.iterdir()) or tuee.poll() is not None)
        tuee.kill()
        tuee.wait()
    (reste,) = dossier.iterdir()
    assert reste.name.endswith(".partiel")
    archive = sauvegarder(installation, dossier)
    assert list(dossier.iterdir()) == [archive]


@pytest.mark.parametrize("place", [0, 700, 30_000, 200_000])
def test_a_court_de_place_elle_le_dit_et_ne_laisse_rien(installation: Installation, dossier: Path, place: int) -> None:
    with disque_plein(place):
        dit = refus(1, "sauvegarder", dossier, dans=installation)
    assert "Libérez de la place" in dit
    assert not list(dossier.iterdir())


def test_la_rotation_n_efface_que_nos_plus_vieilles_archives(installation: Installation, dossier: Path) -> None:
    vieilles = [dossier / f"clause-ouverte_2026-0{mois}-01_031752.tar" for mois in (1, 2, 3)]
    future = dossier / "clause-ouverte_2099-01-01_000000.tar"  # l'horloge a reculé depuis
    autres = [
        dossier / nom for nom in ("notes.txt", "clause-ouverte_avant.tar", "clause-ouverte_2026-01-01_031752.tar.gz")
    ]
    for chemin in [*vieilles, future, *autres]:
        chemin.write_text("un contenu")
    lien = dossier / "clause-ouverte_2025-01-01_000000.tar"
    lien.symlink_to(autres[0])
    archive = sauvegarder(installation, dossier, garder=3)
    assert set(dossier.iterdir()) == {archive, future, vieilles[-1], lien, *autres}
    assert "au moins 1" in refus(2, "sauvegarder", dossier, dans=installation, garder=0)


def test_une_sauvegarde_manquee_n_efface_rien(installation: Installation, dossier: Path) -> None:
    vieille = dossier / "clause-ouverte_2026-01-01_031752.tar"
    vieille.write_text("un contenu")
    with disque_plein(5_000):
        refus(1, "sauvegarder", dossier, dans=installation, garder=1)
    assert list(dossier.iterdir()) == [vieille]


def test_une_destination_qui_partirait_avec_le_reste_est_refusee(installation: Installation, tmp_path: Path) -> None:
    lien = tmp_path / "lien"
    lien.symlink_to(installation.var / "fichiers" / "logos")
    for ou in (installation.var, installation.var / "fichiers", lien):
        assert "Choisissez un autre dossier" in refus(2, "sauvegarder", ou, dans=installation)
    assert "n'existe pas" in refus(2, "sauvegarder", tmp_path / "absent", dans=installation)
    assert list((installation.var / "fichiers").iterdir()) == [installation.var / "fichiers" / "logos"]


def test_une_base_qui_n_est_pas_la_notre_n_est_pas_sauvegardee(installation: Installation, dossier: Path) -> None:
    installation.detruire()
    assert "rien à sauvegarder" in refus(2, "sauvegarder", dossier, dans=installation)
    assert not list(dossier.iterdir())


def test_la_cle_de_l_environnement_n_entre_pas_dans_l_archive(
    installation: Installation, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(env.CLE_SECRETE.nom, "tenue-ailleurs")
    archive = sauvegarder(installation, dossier)
    assert b"tenue-ailleurs" not in archive.read_bytes()
    with tarfile.open(archive) as tar:
        assert "cle_secrete" not in tar.getnames()
    monkeypatch.delenv(env.CLE_SECRETE.nom)
    installation.detruire()
    assert "CLAUSE_OUVERTE_CLE_SECRETE" in jouer("restaurer", archive, dans=installation)
    assert (installation.var / "cle_secrete").read_text() == "une-autre-cle"


def test_un_fichier_que_la_base_nomme_et_que_le_disque_n_a_plus_est_dit(
    installation: Installation, dossier: Path
) -> None:
    (installation.var / "fichiers" / LOGO).unlink()
    dit = jouer("sauvegarder", dossier, dans=installation)
    assert "1\u00a0fichier que le disque n'a plus" in dit
    assert LOGO in dit


def test_l_archive_est_un_tar_que_tout_outil_ouvre(installation: Installation, dossier: Path) -> None:
    with tarfile.open(sauvegarder(installation, dossier)) as tar:
        noms = tar.getnames()
        manifeste: dict[str, Any] = json.load(tar.extractfile("manifeste.json"))  # type: ignore[arg-type]
    assert noms == ["base.dump", "cle_secrete", f"fichiers/{LOGO}", "manifeste.json", "sceau"]
    assert manifeste["version"]
    assert manifeste["serveur"].startswith("18")
    assert "0001_initial" in manifeste["migrations"]["comptes"]
    assert os.path.basename(LOGO) in str(manifeste["membres"])
