"""Une tranche de plus : son dossier, sa carte, une ligne dans l'ordre. Essayé sur une copie de l'arbre."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clauses.fond.socle.registre import entrees
from config import env

COPIES = ("clauses", "config", "regles", "lecteur", "tests", "docs")
GUICHET = {
    "__init__.py": '"""Le guichet : les demandes que l\'on nous adresse, et à qui elles vont."""',
    "apps.py": """
from django.apps import AppConfig


class GuichetConfig(AppConfig):
    name = "clauses.animation.guichet"
    label = "guichet"
""",
    "identite.py": """
\"\"\"Sa carte.\"\"\"

from clauses.fond.habilitations.roles import EQUIPE
from clauses.fond.socle.registre import Acte, Carte, Entree

CARTE = Carte(
    menu=[Entree("Guichet", "guichet:liste", 65)],
    allume="guichet:liste",
    actes=[Acte("Demander au guichet", "guichet:liste", sur="operations")],
    droits={"demande.voir": EQUIPE},
)
""",
    "views.py": """
from django.http import HttpResponse

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.requete import Requete


@ecran("demande.voir")
def liste(requete: Requete) -> HttpResponse:
    return HttpResponse("Les demandes")
""",
    "urls.py": """
from django.urls import path

from clauses.animation.guichet import views

app_name = "guichet"
urlpatterns = [path("guichet/", views.liste, name="liste")]
""",
    "tests/__init__.py": "",
    "tests/test_guichet.py": "def test_un_guichet_s_ouvre() -> None:\n    pass\n",
}
# Ce que la copie montre, dit par elle-même.
INTERROGER = """
import json, types, django
django.setup()
from pathlib import Path
from django.test import RequestFactory
from clauses.fond.comptes.contexte import navigation
from clauses.fond.habilitations.documentation import en_markdown
from clauses.fond.habilitations.places import actes
from clauses.fond.socle.acteur import Acteur
from config.ou.index import repondre
from tests.coherence import arbre, noms
from tests.harnais import tour

def menu(role):
    requete = RequestFactory().get("/guichet/")
    requete.resolver_match = None
    return [lien.libelle + "*" * lien.est_active for lien in navigation(requete, Acteur("u", "Essai", role=role))]

racine = Path.cwd()
print(json.dumps({
    "menu": menu("facilitateur"),
    "menu_du_pilote": menu("pilote"),
    "operations": [a.url for a in actes(Acteur("u", "Essai", role="facilitateur"), "operations")],
    "droits": [ligne for ligne in en_markdown().splitlines() if "demande.voir" in ligne],
    "visites": [e.nom for e in tour.ecrans() if e.nom not in tour.sans_page() and "guichet" in e.nom],
    "ou": [lieu.ou for lieu in repondre("le droit de voir une demande du guichet", 3)],
    "fautes": [f for f in arbre.forme_des_tranches(racine) + noms.noms_de_plus_haut(racine) if "guichet" in f],
}))
"""


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    sans = shutil.ignore_patterns("__pycache__", "static", "images", "*.pdf", "*.docx", "*.xlsx")
    for nom in COPIES:
        shutil.copytree(env.RACINE / nom, tmp_path / nom, ignore=sans)
    ordre = (env.RACINE / "pyproject.toml").read_text(encoding="utf-8")
    avant = 'containers = ["clauses.animation"]\nlayers = []'
    assert avant in ordre
    (tmp_path / "pyproject.toml").write_text(ordre.replace(avant, avant.replace("[]", '["guichet"]')), encoding="utf-8")
    for nom, texte in GUICHET.items():
        fichier = tmp_path / "clauses" / "animation" / "guichet" / nom
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(texte, encoding="utf-8")
    return tmp_path


@pytest.mark.processus
def test_une_tranche_de_plus_est_au_menu_dans_les_droits_et_dans_les_visites(copie: Path) -> None:
    assert "Guichet" not in [e.libelle for e in entrees()]
    ici = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.tests", "PYTHONPATH": str(copie)}
    fait = subprocess.run(
        [sys.executable, "-c", INTERROGER], cwd=copie, env=ici, capture_output=True, text=True, check=False
    )
    assert fait.returncode == 0, fait.stderr
    dit = json.loads(fait.stdout)
    assert dit["menu"][4:8] == ["Déclarations", "Personnes", "Guichet*", "Structures"]
    assert "Guichet" not in dit["menu_du_pilote"]
    assert "/guichet/" in dit["operations"]
    assert dit["droits"] == ["| `demande.voir` | guichet | porteuse | porteuse |  |  |  |  |  |"]
    assert dit["visites"] == ["guichet:liste"]
    assert "clauses/animation/guichet/identite.py:11" in dit["ou"]
    assert dit["fautes"] == []
