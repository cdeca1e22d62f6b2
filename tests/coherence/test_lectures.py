"""Aucune porte ne lit ailleurs que dans le processus à part, et ce qui s'y exécute ne connaît pas Django."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.env import RACINE
from tests.coherence import lectures


def test_un_format_etranger_ne_s_ouvre_que_par_un_module_qui_lit() -> None:
    assert lectures.etrangers(RACINE) == []


def test_ce_qui_lit_ne_s_appelle_que_par_une_porte() -> None:
    assert lectures.appels(RACINE) == []


def test_ce_qui_est_dit_existe_et_ouvre_bien_quelque_chose() -> None:
    assert [
        chemin for chemin in (*lectures.LISENT, *lectures.ECRIVENT, *lectures.PORTES) if not (RACINE / chemin).is_file()
    ] == []


def test_une_vue_qui_ouvre_un_classeur_elle_meme_est_vue(tmp_path: Path) -> None:
    vue = tmp_path / "clauses" / "suivi" / "essai" / "views.py"
    vue.parent.mkdir(parents=True)
    vue.write_text(
        "import python_calamine\nfrom lecteur.documents.pdf import lire_pdf\n"
        "from clauses.fond.socle.documents_surs import DocumentRefuse\n"
    )
    assert len(lectures.etrangers(tmp_path)) == 1
    assert len(lectures.appels(tmp_path)) == 1


@pytest.mark.processus
def test_ce_qui_lit_ne_charge_pas_django() -> None:
    modules = [c.removesuffix(".py").replace("/", ".") for c in sorted({*lectures.LISENT, *lectures.PORTES})]
    programme = (
        f"import importlib, sys\nfor m in {modules!r}: importlib.import_module(m)\nprint('django' in sys.modules)"
    )
    rendu = subprocess.run([sys.executable, "-c", programme], capture_output=True, text=True, check=True, cwd=RACINE)
    assert rendu.stdout.strip() == "False"
