"""Le PostgreSQL embarqué survit à ce qui tue : ses usagers, son veilleur, lui-même."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config import env
from config.postgresql import emplacement, erreurs
from config.postgresql.embarque import Serveur
from config.postgresql.erreurs import PostgresqlIndisponible

ROLES = {"nom": "essai", "application": "essai_application", "proprietaire": "essai_proprietaire"}
COMPTE = env.COMPTE_POSTGRESQL.lire()
PATIENCE = 120.0  # secondes, que seule paie une machine où l'état attendu ne vient pas

# Un usager dans son propre processus : rejoint, le dit, puis attend qu'on le tue ou qu'on ferme son entrée.
USAGER = """
import sys
from pathlib import Path
from config.postgresql.embarque import Serveur
prise = Serveur(Path(sys.argv[1]), compte=sys.argv[2], nom="essai", application="essai_application",
                proprietaire="essai_proprietaire").rejoindre()
print(prise, flush=True)
sys.stdin.read()
"""

pytestmark = [pytest.mark.horloge_reelle, pytest.mark.processus]


@pytest.fixture
def dossier() -> Iterator[Path]:
    # Pas tmp_path : pytest ferme ses dossiers aux autres comptes, et sous root le serveur en est un.
    racine = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    racine.chmod(0o755)
    yield racine / "base"
    attendre(lambda: pid_serveur(racine / "base") is None)
    subprocess.run(["rm", "-rf", str(racine)], check=True)


@pytest.fixture
def usager(dossier: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    lances: list[subprocess.Popen[str]] = []

    def lancer(*, pret: bool = True) -> subprocess.Popen[str]:
        processus = subprocess.Popen(
            [sys.executable, "-c", USAGER, str(dossier), COMPTE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=env.RACINE,
        )
        lances.append(processus)
        if pret:
            assert processus.stdout is not None
            assert processus.stdout.readline().strip()
        return processus

    yield lancer
    for processus in lances:
        partir(processus)


def partir(processus: subprocess.Popen[str]) -> None:
    processus.kill()
    processus.wait()
    for tube in (processus.stdin, processus.stdout):
        if tube is not None:
            tube.close()


def tuer(processus: subprocess.Popen[str]) -> None:
    processus.send_signal(signal.SIGKILL)
    processus.wait()


def serveur(dossier: Path) -> Serveur:
    return Serveur(dossier, compte=COMPTE, **ROLES)


def pid_serveur(dossier: Path) -> int | None:
    try:
        return int((dossier / "donnees" / "postmaster.pid").read_text().split("\n")[0])
    except FileNotFoundError:
        return None


def pid_veilleur(dossier: Path) -> int:
    """Le veilleur est le parent du serveur."""
    champs = Path(f"/proc/{pid_serveur(dossier)}/stat").read_text().rpartition(")")[2].split()
    return int(champs[1])


def attendre(condition: Callable[[], bool], secondes: float = PATIENCE) -> None:
    limite = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < limite, "la condition n'est pas venue à temps"
        time.sleep(0.05)


def connexion(dossier: Path, role: str = "essai_application", base: str = "essai") -> psycopg.Connection:
    return psycopg.connect(host=str(dossier), user=role, dbname=base, autocommit=True)


def test_le_serveur_demarre_et_s_arrete_avec_son_dernier_usager(dossier: Path, usager) -> None:
    premier, second = usager(), usager()
    tuer(premier)
    time.sleep(0.5)  # de quoi voir le veilleur se tromper ; rien à attendre s'il a raison
    with connexion(dossier) as base:
        assert base.execute("SELECT 1").fetchone() == (1,)
    assert second.stdin is not None
    second.stdin.close()
    attendre(lambda: pid_serveur(dossier) is None)


def test_kill_9_du_seul_usager_n_oublie_pas_de_serveur(dossier: Path, usager) -> None:
    tuer(usager())
    attendre(lambda: pid_serveur(dossier) is None)


def test_quatre_departs_en_meme_temps_ne_font_qu_un_serveur(dossier: Path, usager) -> None:
    ensemble = [usager(pret=False) for _ in range(4)]
    prises = {processus.stdout.readline().strip() for processus in ensemble}
    assert prises == {str(dossier)}
    journal = (dossier / "journaux").glob("*.log")
    departs = sum(f.read_text().count("database system is ready to accept connections") for f in journal)
    assert departs == 1


def test_kill_9_du_serveur_le_veilleur_le_relance_sans_rien_perdre(dossier: Path, usager) -> None:
    usager()
    with connexion(dossier, "essai_proprietaire") as base:
        base.execute("CREATE TABLE temoin AS SELECT 42 AS valeur")
    ancien = pid_serveur(dossier)
    assert ancien is not None
    os.kill(ancien, signal.SIGKILL)
    le_notre = serveur(dossier)
    attendre(lambda: pid_serveur(dossier) not in (None, ancien))
    le_notre.rejoindre()
    with connexion(dossier) as base:
        assert base.execute("SELECT valeur FROM temoin").fetchone() == (42,)
    le_notre.quitter()


def test_kill_9_du_veilleur_le_suivant_adopte_le_serveur(dossier: Path, usager) -> None:
    premier = usager()
    avant = pid_serveur(dossier)
    os.kill(pid_veilleur(dossier), signal.SIGKILL)
    second = usager()
    assert pid_serveur(dossier) == avant
    tuer(premier)
    tuer(second)
    attendre(lambda: pid_serveur(dossier) is None)


def test_kill_9_du_veilleur_et_du_serveur_ensemble(dossier: Path, usager) -> None:
    usager()
    veilleur, postgres = pid_veilleur(dossier), pid_serveur(dossier)
    assert postgres is not None
    os.kill(veilleur, signal.SIGKILL)
    os.kill(postgres, signal.SIGKILL)
    usager()
    with connexion(dossier) as base:
        assert base.execute("SELECT 1").fetchone() == (1,)


def test_pris_pour_soi_seul_le_serveur_fait_attendre_qui_vient(dossier: Path, usager) -> None:
    le_notre = serveur(dossier)
    with le_notre.seul() as libre:
        assert libre
        venu = usager(pret=False)
        attendre(lambda: re.search(rf"-> FLOCK .* {venu.pid} ", Path("/proc/locks").read_text()) is not None)
        with connexion(dossier) as base:
            assert base.execute("SELECT 1").fetchone() == (1,)
    assert venu.stdout.readline().strip() == str(dossier)
    with le_notre.seul() as libre:
        assert not libre
    with connexion(dossier) as base:
        assert base.execute("SELECT 1").fetchone() == (1,)
    le_notre.quitter()


def test_un_enfant_compte_meme_quand_son_parent_est_parti(dossier: Path) -> None:
    parent = serveur(dossier)
    parent.rejoindre()
    lecture, ecriture = os.pipe()
    enfant = os.fork()
    if not enfant:
        os.close(ecriture)
        os.read(lecture, 1)
        os._exit(0)
    os.close(lecture)
    assert parent.quitter(attendre=1) is False
    with connexion(dossier) as base:
        assert base.execute("SELECT 1").fetchone() == (1,)
    os.close(ecriture)
    os.waitpid(enfant, 0)
    attendre(lambda: pid_serveur(dossier) is None)


def test_l_application_lit_et_ecrit_mais_ne_possede_rien(dossier: Path) -> None:
    le_notre = serveur(dossier)
    le_notre.rejoindre()
    with connexion(dossier, "essai_proprietaire") as base:
        base.execute("CREATE TABLE note (id bigserial, texte text)")
    with connexion(dossier) as base:
        base.execute("INSERT INTO note (texte) VALUES ('un')")
        assert base.execute("SELECT texte FROM note").fetchone() == ("un",)
        for interdit in ("TRUNCATE note", "DROP TABLE note", "CREATE TABLE x ()", "CREATE ROLE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                base.execute(interdit)
        pouvoirs = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
        assert base.execute(pouvoirs, ["essai_application"]).fetchone() == (False, False, False, False)
    le_notre.quitter(attendre=PATIENCE)


def test_un_chemin_trop_long_passe_par_une_prise_courte_et_fermee(dossier: Path) -> None:
    le_notre = serveur(dossier.parent / ("long" * 25) / "base")
    prise = le_notre.rejoindre()
    assert len(os.fsencode(prise)) < 90
    assert prise.stat().st_mode & 0o777 == 0o700
    assert le_notre.quitter(attendre=PATIENCE)
    prise.rmdir()


def test_une_prise_posee_par_un_autre_est_refusee(dossier: Path, monkeypatch) -> None:
    long = dossier.parent / ("long" * 25)
    court = dossier.parent / f"clause-ouverte-{os.geteuid()}-{emplacement._empreinte(long)}"
    court.mkdir(mode=0o755)
    monkeypatch.setattr(emplacement.tempfile, "gettempdir", lambda: str(dossier.parent))
    with pytest.raises(PostgresqlIndisponible, match="pas un dossier fermé"):
        emplacement._prise(long, None)


def test_des_donnees_d_une_autre_version_sont_refusees_avec_le_remede(dossier: Path) -> None:
    (dossier / "donnees").mkdir(parents=True)
    (dossier / "donnees" / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresqlIndisponible, match="Changer de version"):
        serveur(dossier).rejoindre()


def test_un_reglage_impossible_est_dit_au_lieu_d_attendre(dossier: Path) -> None:
    le_notre = serveur(dossier)
    le_notre.rejoindre()
    assert le_notre.quitter(attendre=PATIENCE)
    with (dossier / "donnees" / "clause-ouverte.conf").open("a") as conf:
        conf.write("shared_buffers = 'beaucoup'\n")
    with pytest.raises(PostgresqlIndisponible, match="shared_buffers"):
        serveur(dossier).rejoindre()


@pytest.mark.parametrize(("signe", "_remede"), erreurs.REMEDES)
def test_chaque_panne_connue_a_son_remede(signe: str, _remede: str) -> None:
    phrase = erreurs.expliquer(f"LOG: avant\nFATAL: {signe}\n", "/un/dossier")
    assert "n'a pas démarré" in phrase
    assert "Autre voie" not in phrase


@pytest.mark.skipif(os.geteuid() != 0, reason="demande root")
def test_sous_root_un_parent_ferme_le_reste_et_la_base_va_ailleurs(dossier: Path, monkeypatch, capsys) -> None:
    ferme = dossier.parent / "ferme"
    ferme.mkdir(mode=0o700)
    monkeypatch.setattr(emplacement, "REPLI", dossier.parent / "repli")
    le_notre = serveur(ferme / "var" / "base")
    prise = le_notre.rejoindre()
    assert prise.parent == dossier.parent / "repli"
    assert ferme.stat().st_mode & 0o777 == 0o700
    assert "La base vit dans" in capsys.readouterr().err
    assert str(prise) in (ferme / "var" / "ou-est-la-base.txt").read_text()
    assert le_notre.quitter(attendre=PATIENCE)
    revenu = serveur(ferme / "var" / "base")
    assert revenu.rejoindre() == prise
    assert capsys.readouterr().err == ""
    assert revenu.quitter(attendre=PATIENCE), "sinon il écrit encore pendant qu'on efface son dossier"


@pytest.mark.skipif(os.geteuid() != 0, reason="demande root")
def test_sous_root_une_base_devenue_inaccessible_n_est_pas_remplacee_par_une_vide(dossier: Path, monkeypatch) -> None:
    monkeypatch.setattr(emplacement, "REPLI", dossier.parent / "repli")
    le_notre = serveur(dossier.parent / "ouvert" / "base")
    le_notre.rejoindre()
    assert le_notre.quitter(attendre=PATIENCE)
    (dossier.parent / "ouvert").chmod(0o700)
    with pytest.raises(PostgresqlIndisponible, match="ne peut plus atteindre"):
        serveur(dossier.parent / "ouvert" / "base").rejoindre()
    assert not (dossier.parent / "repli").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="demande root")
def test_sous_root_des_binaires_inaccessibles_sont_copies(dossier: Path, monkeypatch) -> None:
    """Comme un environnement Python installé dans un dossier personnel fermé."""
    monkeypatch.setattr(emplacement, "REPLI", dossier.parent / "repli")
    vraie = emplacement.peut
    fermes = str(emplacement.dossier_des_outils().parent)
    monkeypatch.setattr(emplacement, "peut", lambda c, e, p: not str(p).startswith(fermes) and vraie(c, e, p))
    le_notre = serveur(dossier)
    le_notre.rejoindre()
    executable = os.readlink(f"/proc/{pid_serveur(dossier)}/exe")
    assert executable.startswith(str(dossier.parent / "repli" / "binaires-"))
    assert le_notre.quitter(attendre=PATIENCE)


@pytest.mark.skipif(os.geteuid() != 0, reason="demande root")
def test_sous_root_le_serveur_ne_tourne_pas_sous_root(dossier: Path) -> None:
    le_notre = serveur(dossier)
    le_notre.rejoindre()
    pid = pid_serveur(dossier)
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert le_notre.quitter(attendre=PATIENCE)
