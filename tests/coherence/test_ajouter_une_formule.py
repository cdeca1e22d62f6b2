"""Une formule de plus est un fichier de règles, ses cas et sa migration : ajoutée à une copie du dépôt, elle y est
partout. Le fichier (`formule_ajoutee/logement.py`) est l'exemple que suit docs/regles.md."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.env import RACINE
from regles.formules import FAMILLES

ICI = Path(__file__).parent / "formule_ajoutee"
COPIES = ("regles", "lecteur", "clauses", "config", "tests")

pytestmark = [pytest.mark.base, pytest.mark.processus]


@pytest.fixture(scope="module")
def trouve(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Ce que la copie répond, une fois la famille posée dans `regles/formules/` et ses cas à côté des autres."""
    copie = tmp_path_factory.mktemp("copie")
    for dossier in COPIES:
        shutil.copytree(RACINE / dossier, copie / dossier)
    for fichier in ("manage.py", "pyproject.toml"):
        shutil.copy2(RACINE / fichier, copie / fichier)
    shutil.copy2(ICI / "logement.py", copie / "regles" / "formules" / "logement.py")
    cas = copie / "regles" / "tests" / "cas" / "logement.yaml"
    shutil.copy2(ICI / "logement.yaml", cas)
    commande = [sys.executable, "-m", "tests.coherence.formule_ajoutee.preuves", str(cas)]
    fait = subprocess.run(commande, cwd=copie, capture_output=True, text=True, check=False)
    assert fait.returncode == 0, fait.stderr[-3000:]
    lu: dict[str, Any] = json.loads(fait.stdout.splitlines()[-1])
    assert lu["racine"] == str(copie), "c'est bien la copie qui répond"
    assert "logement" not in FAMILLES, "et le dépôt, lui, n'a pas changé"
    ecrites = [p.relative_to(copie) for p in copie.rglob("*_logement.py")]
    lu["migration"] = "\n".join((copie / p).read_text(encoding="utf-8") for p in ecrites)
    lu["ecrites"] = [str(p) for p in ecrites]
    return lu


def test_ses_cas_passent_et_disent_leur_calcul(trouve: dict[str, Any]) -> None:
    assert trouve["cas"]["code"] == 0, trouve["cas"]["sortie"]
    assert "4 cas : 4 réussis" in trouve["cas"]["sortie"]
    assert "Logements à livrer (38 × 35\u202fh)" in trouve["cas"]["sortie"]


def test_makemigrations_ecrit_sa_migration_et_rien_d_autre(trouve: dict[str, Any]) -> None:
    (ecrite,) = trouve["ecrites"]
    assert ecrite.startswith("clauses/suivi/marches/migrations/")
    operations = re.findall(r"migrations\.([A-Z]\w+)\(", trouve["migration"])
    assert sorted(operations) == ["AddConstraint", "AddField", "AddField", "AddField", "AlterField", "RemoveConstraint"]
    for colonne in ("heures_par_logement", "logements_prevus", "logements_livres"):
        assert f"name='{colonne}'" in trouve["migration"]
    assert trouve["apres"] == "No changes detected"


def test_le_formulaire_la_propose_et_exige_ses_termes(trouve: dict[str, Any]) -> None:
    ecrans = trouve["ecrans"]
    assert '<fieldset class="bloc" data-formule="logement">' in ecrans["formulaire"]
    for morceau in (
        "Heures par logement livré",
        "Heures par logement (h)",
        "Logements prévus",
        "à chaque remise de clés",
    ):
        assert morceau in ecrans["formulaire"]
    assert "La formule choisie demande cette valeur" in ecrans["incomplete"]
    assert ecrans["statut"] == 302
    assert ecrans["gardees"] == ["35.00", "48", "10"]


def test_la_fiche_la_dit_en_une_phrase(trouve: dict[str, Any]) -> None:
    assert "35\u00a0heures d’insertion par logement livré." in trouve["ecrans"]["fiche"]
    assert "Logements livrés" in trouve["ecrans"]["versions"]


def test_pourquoi_ce_chiffre_montre_son_calcul(trouve: dict[str, Any]) -> None:
    for morceau in ("1\u202f680\u202fh", "Logements livrés", "10 × 35\u202fh", "38 × 35\u202fh"):
        assert morceau in trouve["ecrans"]["pourquoi"]


def test_le_ccap_l_ecrit_avec_ses_precisions(trouve: dict[str, Any]) -> None:
    ccap = trouve["ecrans"]["ccap"]
    assert "35\u00a0heures d’insertion par logement livré." in ccap
    assert "le jour où ses clés sont remises au maître d’ouvrage" in ccap
    assert "La formule s’applique de même au marché modifié." in ccap


def test_la_relecture_demande_de_la_verifier_plutot_que_d_inventer(trouve: dict[str, Any]) -> None:
    assert ["a_verifier", "Une formule à vérifier vous-même"] in trouve["ecrans"]["relecture"]
    assert not [titre for gravite, titre in trouve["ecrans"]["relecture"] if gravite == "bloquante"]
