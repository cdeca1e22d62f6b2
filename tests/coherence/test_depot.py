"""Le dépôt tient ce qu'il promet ; et chaque contrôle, montré en échec sur un arbre fautif."""

import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps

from config import documents, env
from config.tranches import ETAGES, TRANCHES
from tests.coherence import arbre

RACINE = env.RACINE
PYPROJECT = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("controle", arbre.CONTROLES, ids=lambda c: c.__name__)
def test_le_depot_passe(controle: Callable[[Path], list[str]]) -> None:
    assert controle(RACINE) == []


def test_aucun_fichier_suivi_ne_nomme_un_registre_ou_un_chemin_d_ici() -> None:
    suivis = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=False)
    if suivis.returncode:
        pytest.skip("pas un dépôt git : rien n'y est suivi")
    fichiers = [nom for nom in suivis.stdout.split("\0") if nom]
    assert "pyproject.toml" in fichiers
    assert arbre.chemins_et_hotes(RACINE, fichiers) == []


def ecrire(racine: Path, **fichiers: str) -> Path:
    """Un petit arbre ; `__` sépare les dossiers dans les noms, `_py` et `_html` finissent l'extension."""
    for nom, texte in fichiers.items():
        chemin = racine / nom.replace("__", "/").replace("_py", ".py").replace("_html", ".html")
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_text(texte, encoding="utf-8")
    return racine


LONGUE = "def longue():\n" + "    x = 1\n" * 41
VUE_LONGUE = "@ecran('a.voir')\ndef liste(requete):\n" + "    x = 1\n" * 21

FAUTIFS: tuple[tuple[Callable[[Path], list[str]], dict[str, str], str], ...] = (
    (arbre.budgets, {"regles__trop_py": "x = 1\n" * 301}, "301 lignes, 300 au plus"),
    (arbre.budgets, {"clauses__e__a__models__trop_py": "x = 1\n" * 401}, "401 lignes, 400 au plus"),
    (arbre.budgets, {"clauses__e__a__tests__trop_py": "x = 1\n" * 401}, "401 lignes, 400 au plus"),
    (arbre.budgets, {"clauses__e__a__services_py": LONGUE}, "longue : 42 lignes, 40 au plus"),
    (arbre.budgets, {"clauses__e__a__views_py": VUE_LONGUE}, "liste : 22 lignes, 20 au plus"),
    (arbre.budgets, {"clauses__e__a__templates__a__l_html": "<p>\n" * 151}, "151 lignes, 150 au plus"),
    (
        arbre.budgets,
        {"clauses__e__a__templates__a__l_html": "\n" + "x" * 161},
        "l.html:2 : 161 caractères, 160 au plus",
    ),
    (arbre.mises_en_forme_gardees, {"regles__x_py": "T = (1,  2)  # fmt: skip\n"}, "regles/x.py:1"),
    (arbre.mises_en_forme_gardees, {"regles__x_py": "# fmt: off  # une table\nT = (1,  2)\n"}, "regles/x.py:1"),
    (arbre.mises_en_forme_gardees, {"tests__x_py": "T = 1  # fmt: skip  # une rangée\n" * 31}, "31 tables"),
    (arbre.forme_des_tranches, {"clauses__e__a__x_py": ""}, "pas d'explication"),
    (arbre.forme_des_tranches, {"clauses__e__a__x_py": ""}, "pas d'apps.py"),
    (arbre.forme_des_tranches, {"clauses__e__a__identite_py": "x = 1\n"}, "pas de carte"),
    (arbre.forme_des_tranches, {"clauses__e__a__x_py": ""}, "pas de tests"),
    (arbre.forme_des_tranches, {"clauses__e__a__views_py": ""}, "des vues sans urls.py"),
    (arbre.forme_des_tranches, {"clauses__e__a__templates__liste_html": ""}, "liste.html hors de templates/a/"),
    (arbre.noms_interdits, {"clauses__e__a__utils_py": ""}, "clauses/e/a/utils.py"),
    (arbre.imports_caches, {"clauses__e__a__x_py": "def f():\n    import os\n"}, "clauses/e/a/x.py:2"),
    (arbre.loi_pure, {"regles__x_py": "import django.db\n"}, "regles/x.py : django.db"),
    (arbre.loi_pure, {"regles__x_py": "from yaml import load\n"}, "regles/x.py : yaml"),
    (arbre.signaux, {"clauses__e__a__x_py": "from django.db.models.signals import post_save\n"}, "clauses/e/a/x.py:1"),
    (arbre.signaux, {"clauses__e__a__x_py": "from django.dispatch import receiver\n"}, "clauses/e/a/x.py:1"),
    (arbre.lectures_de_l_environnement, {"clauses__e__a__x_py": "import os\nos.environ['A']\n"}, "clauses/e/a/x.py:2"),
    (arbre.lectures_de_l_environnement, {"config__x_py": "import os\nos.getenv('A')\n"}, "config/x.py:2"),
    (arbre.gabarits_sans_usage, {"clauses__e__a__templates__a__perdu_html": "a/perdu.html"}, "a/perdu.html"),
    (arbre.en_ligne, {"clauses__e__a__templates__a__x_html": '<p style="color:red">'}, "style="),
    (arbre.en_ligne, {"clauses__e__a__templates__a__x_html": "<script>alert(1)</script>"}, "<script"),
    (arbre.en_ligne, {"clauses__e__a__templates__a__x_html": "<a onclick='x()'>"}, "onclick="),
)


@pytest.mark.parametrize(("controle", "fichiers", "attendu"), FAUTIFS)
def test_le_controle_voit_la_faute(controle, fichiers: dict[str, str], attendu: str, tmp_path: Path) -> None:
    assert any(attendu in faute for faute in controle(ecrire(tmp_path, **fichiers)))


def test_une_decision_excepte_un_budget_et_rien_d_autre(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, regles__trop_py="x = 1\n" * 301, regles__long_py=LONGUE)
    assert len(arbre.budgets(racine)) == 2
    decision = racine / "docs" / "decisions" / "0099-table.md"
    decision.parent.mkdir(parents=True)
    decision.write_text("Exception de budget : `regles/trop.py`, une table.\n", encoding="utf-8")
    assert arbre.budgets(racine) == ["regles/long.py::longue : 42 lignes, 40 au plus"]


def test_une_dependance_sans_raison_ou_de_trop_est_vue(tmp_path: Path) -> None:
    trop = "".join(f'    "paquet{n}",  # raison\n' for n in range(31))
    (tmp_path / "pyproject.toml").write_text(f'dependencies = [\n{trop}    "nu>=1",\n]\n', encoding="utf-8")
    assert arbre.dependances(tmp_path) == ['"nu>=1", : sans raison', "32 dépendances directes, 30 au plus"]


def test_un_registre_et_un_chemin_d_ici_sont_vus(tmp_path: Path) -> None:
    chemin = "/".join(("", "home", "quelqu_un", "projet"))
    (tmp_path / "a.txt").write_text(f"voir {chemin} et https://py" + "pi.org/simple", encoding="utf-8")
    assert len(arbre.chemins_et_hotes(tmp_path, ["a.txt", "absent.txt"])) == 2
    (tmp_path / "a.txt").write_text("une adresse : /homeopathie/ et var/travaux", encoding="utf-8")
    assert arbre.chemins_et_hotes(tmp_path, ["a.txt"]) == []


def test_un_verrou_qui_nomme_une_adresse_est_vu(tmp_path: Path) -> None:
    for nom in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        (tmp_path / nom).write_text("paquet==1 --hash=sha256:00\n")
    assert arbre.verrous_sans_adresse(tmp_path) == []
    (tmp_path / "requirements.lock").write_text("--index-url ailleurs\npaquet==1\n")
    assert arbre.verrous_sans_adresse(tmp_path) == ["requirements.lock"]


def test_une_seule_liste_de_tranches() -> None:
    """Le disque et INSTALLED_APPS disent la même chose que les contrats d'import, que lit `config/tranches.py`."""
    disque = {".".join(tranche.relative_to(RACINE / "clauses").parts) for tranche in arbre.tranches(RACINE)}
    installees = [c.name.removeprefix("clauses.") for c in apps.get_app_configs() if c.name.startswith("clauses.")]
    assert len(TRANCHES) > 15
    assert disque == set(TRANCHES)
    assert installees == list(TRANCHES)
    etages = {p.name for p in (RACINE / "clauses").iterdir() if p.is_dir()} - {"__pycache__"}
    assert etages == set(ETAGES)


@pytest.mark.parametrize("chemin", documents.DOCUMENTS)
def test_le_document_tire_du_code_est_a_jour(chemin: str) -> None:
    actuel = (RACINE / chemin).read_text(encoding="utf-8")
    assert documents.DOCUMENTS[chemin](actuel) == actuel, "make doc"


def test_un_document_vieilli_est_vu_et_refait() -> None:
    exploitation = documents.DOCUMENTS["docs/exploitation.md"]
    vieux = "avant\n<!-- variables : début -->\n| `DISPARUE` | — | rien |\n<!-- variables : fin -->\naprès\n"
    refait = exploitation(vieux)
    assert "DISPARUE" not in refait
    assert all(f"`{variable.nom}`" in refait for variable in env.VARIABLES)
    assert refait.startswith("avant\n")
    assert refait.endswith("après\n")
    with pytest.raises(ValueError, match="repères"):
        exploitation("sans repères")
