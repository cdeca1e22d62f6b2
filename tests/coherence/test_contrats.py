"""Les contrats d'import, en échec : un arbre vide et conforme passe, une seule ligne de trop ne passe pas."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config import env
from config.tranches import ETAGES, TRANCHES

FAUTES = (
    ("clauses/fond/socle/x.py", "import clauses.suivi.marches", "Les étages s'empilent"),
    ("clauses/avant/projets/x.py", "import clauses.pilotage.bilans", "Les étages s'empilent"),
    ("clauses/suivi/participants/x.py", "import clauses.suivi.marches", "L'étage du suivi"),
    ("clauses/fond/socle/x.py", "import clauses.fond.structures", "L'étage du fond"),
    ("clauses/avant/projets/x.py", "import clauses.avant.circuit", "L'étage d'avant le contrat"),
    ("clauses/pilotage/bilans/x.py", "import clauses.pilotage.tableaux", "L'étage du pilotage"),
    ("clauses/portes/demo/x.py", "import config", "Les étages s'empilent"),
    ("regles/x.py", "import clauses.fond.socle", "Les étages s'empilent"),
    ("regles/x.py", "import lecteur", "Les étages s'empilent"),
    ("lecteur/x.py", "import clauses.fond.socle", "Les étages s'empilent"),
    ("lecteur/x.py", "import django", "Le lecteur de textes ne connaît ni Django"),
    ("clauses/pilotage/bilans/models.py", "import clauses.pilotage.bilans.views", "les écrans appellent les verbes"),
    ("clauses/pilotage/bilans/services.py", "import clauses.pilotage.bilans.forms", "les écrans appellent les verbes"),
    ("clauses/pilotage/bilans/forms.py", "import clauses.pilotage.bilans.exports", "les écrans appellent les verbes"),
    ("clauses/pilotage/bilans/identite.py", "import clauses.pilotage.bilans.views", "les écrans appellent les verbes"),
    ("clauses/pilotage/bilans/models.py", "import clauses.pilotage.bilans.identite", "les écrans appellent les verbes"),
    ("clauses/suivi/marches/identite.py", "import clauses.pilotage.bilans", "Les étages s'empilent"),
    ("regles/x.py", "import django", "La loi ne connaît que la bibliothèque standard"),
    ("regles/x.py", "import yaml", "La loi ne connaît que la bibliothèque standard"),
    ("regles/x.py", "import cattrs", "La loi ne connaît que la bibliothèque standard"),
    (
        "clauses/pilotage/tableaux/views.py",
        "import clauses.pilotage.bilans.views",
        "Une vue n'appartient qu'à ses adresses",
    ),
    ("config/x.py", "import clauses.pilotage.bilans.views", "Une vue n'appartient qu'à ses adresses"),
)


def adresses_nommees() -> list[str]:
    """Les modules d'adresses que le dernier contrat nomme en toutes lettres."""
    contrats = tomllib.loads((env.RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    permis = next(c["allowed_importers"] for c in contrats["contracts"] if "allowed_importers" in c)
    return [nom for nom in permis if "*" not in nom]


@pytest.fixture
def conforme(tmp_path: Path) -> Path:
    modules = ("urls", "views", "identite", "forms", "exports", "services", "models")
    paquets = ["regles", "regles/cas", "lecteur", "clauses", "config", *(f"clauses/{etage}" for etage in ETAGES)]
    paquets += [f"clauses/{nom.replace('.', '/')}" for nom in TRANCHES]
    for paquet in paquets:
        (tmp_path / paquet).mkdir(parents=True)
        (tmp_path / paquet / "__init__.py").touch()
    for module in modules:
        (tmp_path / "clauses" / "pilotage" / "bilans" / f"{module}.py").touch()
    (tmp_path / "clauses" / "pilotage" / "bilans" / "urls.py").write_text("import clauses.pilotage.bilans.views\n")
    for nom in ("marches/urls_depenses.py", "marches/urls_imports.py", "declarations/urls_imports.py"):
        (tmp_path / "clauses" / "suivi" / nom).touch()
    (tmp_path / "regles" / "cas" / "lire.py").write_text("import cattrs\nimport yaml\n")
    return tmp_path


def controler(racine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            Path(sys.executable).parent / "lint-imports",
            "--no-logo",
            "--no-cache",
            "--config",
            env.RACINE / "pyproject.toml",
        ],
        cwd=racine,
        env={**os.environ, "PYTHONPATH": str(racine), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.processus
def test_un_arbre_conforme_passe(conforme: Path) -> None:
    fait = controler(conforme)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    assert "12 kept, 0 broken" in fait.stdout


@pytest.mark.processus
@pytest.mark.parametrize(("fichier", "ligne", "contrat"), FAUTES)
def test_une_ligne_de_trop_ne_passe_pas(conforme: Path, fichier: str, ligne: str, contrat: str) -> None:
    (conforme / fichier).write_text(ligne + "\n")
    fait = controler(conforme)
    assert fait.returncode == 1, fait.stdout + fait.stderr
    rompus = [sortie for sortie in fait.stdout.splitlines() if " BROKEN" in sortie]
    assert any(contrat in rompu for rompu in rompus), fait.stdout


@pytest.mark.processus
def test_un_cycle_entre_tranches_ne_passe_pas(conforme: Path) -> None:
    (conforme / "clauses" / "fond" / "comptes" / "x.py").write_text("import clauses.fond.structures\n")
    assert controler(conforme).returncode == 0
    (conforme / "clauses" / "fond" / "structures" / "x.py").write_text("import clauses.fond.comptes\n")
    assert "Aucun cycle entre tranches BROKEN" in controler(conforme).stdout
