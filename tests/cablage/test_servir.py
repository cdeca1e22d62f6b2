"""Le chef d'orchestre : tout part, tout répond, tout s'arrête ; le port pris est dit."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import env
from config.servir import Empechement, Enfant, verifier_le_port

PATIENCE = 180.0  # secondes, que seule paie une machine où l'état attendu ne vient pas
pytestmark = [pytest.mark.horloge_reelle, pytest.mark.processus]


@pytest.fixture
def var() -> Iterator[Path]:
    # Pas tmp_path : sous root, le serveur tourne sous un autre compte, et pytest lui ferme ses dossiers.
    with tempfile.TemporaryDirectory(prefix="clause-ouverte-var-") as dossier:
        Path(dossier).chmod(0o755)
        yield Path(dossier)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        return prise.getsockname()[1]


def environnement(var: Path, port: int) -> dict[str, str]:
    sans = {"DATABASE_URL", "DATABASE_URL_PROPRIETAIRE", "DJANGO_SETTINGS_MODULE", "CLAUSE_OUVERTE_BASE_DE_TEST"}
    propre = {nom: valeur for nom, valeur in os.environ.items() if nom not in sans}
    return {**propre, "CLAUSE_OUVERTE_VAR": str(var), "PORT": str(port)}


@contextmanager
def site(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    chef = subprocess.Popen(
        [sys.executable, "-m", "config.servir"],
        cwd=env.RACINE,
        env=environnement(var, port),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        attendre(lambda: reponse(port) is not None or chef.poll() is not None)
        yield chef
    finally:
        if chef.poll() is None:
            chef.send_signal(signal.SIGINT)
        chef.wait(PATIENCE)
        assert chef.stdout is not None
        chef.stdout.close()


def reponse(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/une-page-absente/", timeout=PATIENCE) as recue:
            return recue.status
    except urllib.error.HTTPError as erreur:
        erreur.close()
        return erreur.code
    except OSError:
        return None


def attendre(condition, secondes: float = PATIENCE) -> None:
    limite = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < limite, "la condition n'est pas venue à temps"
        time.sleep(0.1)


def descendants(pid: int) -> list[int]:
    enfants = [int(e) for e in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return enfants + [petit for enfant in enfants for petit in descendants(enfant)]


def vivant(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_tout_repond_survit_a_un_kill_9_et_s_arrete_sur_ctrl_c(var: Path, port: int) -> None:
    postmaster = var / "postgresql" / "donnees" / "postmaster.pid"
    with site(var, port) as chef:
        assert reponse(port) == 404
        famille = descendants(chef.pid)
        assert len(famille) >= 4  # le site, ses deux serveurs, l'exécutant
        for pid in famille:
            os.kill(pid, signal.SIGKILL)
        os.kill(int(postmaster.read_text().split("\n")[0]), signal.SIGKILL)
        attendre(lambda: reponse(port) == 404)
        famille = descendants(chef.pid)
        chef.send_signal(signal.SIGINT)
        assert chef.wait(PATIENCE) == 0
        assert not [pid for pid in famille if vivant(pid)]
        assert not postmaster.exists()
        assert reponse(port) is None


def test_un_port_pris_est_dit_avec_le_remede(port: int) -> None:
    verifier_le_port("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(Empechement, match=f"PORT={port + 1} make demo"):
        verifier_le_port("127.0.0.1", port)


def test_un_enfant_qui_meurt_sans_cesse_arrete_tout(monkeypatch, capsys) -> None:
    monkeypatch.setattr("config.servir.time.sleep", lambda _: None)
    enfant = Enfant("L'essai", [sys.executable, "-c", "raise SystemExit(3)"])

    def insister() -> None:
        while True:
            enfant.processus.wait()
            enfant.relancer_si_mort()

    with pytest.raises(Empechement, match=r"L'essai s'arrête sans cesse \(code 3\)"):
        insister()
    assert capsys.readouterr().err.count("il est relancé") == 4
