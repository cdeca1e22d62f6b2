"""La commande importer_marches : aperçu, application, JSON, codes de retour ; et les publications réelles."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Attribution, ImportMarches, Marche
from clauses.suivi.marches.services.import_marches import apercu_de, appliquer, deposer
from clauses.suivi.marches.tests.publications import fichier, publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    chemin = tmp_path / "marches.json"
    sans = publication("2026M002", considerationsSociales=[])
    chemin.write_bytes(fichier(publication(), sans, publication("2026M003", objet="")))
    return chemin


def lancer(*arguments: str) -> tuple[int, str, str]:
    """(code de retour, sortie, erreurs)."""
    sortie, erreurs, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("importer_marches", *arguments, stdout=sortie, stderr=erreurs)
    except SystemExit as fin:
        code = int(fin.code or 0)
    return code, sortie.getvalue(), erreurs.getvalue()


def test_sans_appliquer_rien_n_est_ecrit(depot: Path) -> None:
    structures.porteuse()
    code, sortie, _ = lancer(str(depot))
    assert code == 1  # un enregistrement est refusé
    assert "2 créés, 0 mis à jour, 0 inchangé, 1 refusé" in sortie.replace("\u00a0", " ")
    assert "n° 3 refusé : objet" in sortie
    assert "rien n'est écrit" in sortie
    assert not Marche.objects.exists()
    assert not ImportMarches.objects.exists()


def test_appliquer_cree_et_garde_le_fichier_et_son_rapport(depot: Path) -> None:
    structures.porteuse()
    code, sortie, _ = lancer(str(depot), "--appliquer", "--seulement-clause-sociale", "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["totaux"]["cree"], rapport["ecartes"], rapport["applique"]) == (1, 1, 1, True)
    assert Marche.objects.get().reference == "2026M001"
    importe = ImportMarches.objects.get()
    assert (bytes(importe.contenu), importe.etat, importe.depose_par) == (
        depot.read_bytes(),
        "applique",
        "import de marchés",
    )


def test_ce_qui_est_a_verifier_se_lit_dans_le_rapport(tmp_path: Path) -> None:
    structures.porteuse()
    douteux = tmp_path / "douteux.json"
    douteux.write_bytes(fichier(publication(montant=30_000), publication(montant=20_000, codeCPV="45214200-9")))
    code, sortie, _ = lancer(str(douteux))
    assert code == 0
    assert "plusieurs lots portent ce numéro" in sortie
    assert "50\u202f000\u202f€" in sortie


def test_un_fichier_sans_defaut_rend_zero(tmp_path: Path) -> None:
    structures.porteuse()
    sain = tmp_path / "sain.json"
    sain.write_bytes(fichier(publication()))
    assert lancer(str(sain))[0] == 0


def test_plusieurs_porteuses_demandent_laquelle(depot: Path) -> None:
    structures.porteuse("MDE du Hainaut (fictive)", sigle="MDEH")
    autre = structures.porteuse("PLIE de l'Artois (fictif)")
    code, _, erreurs = lancer(str(depot))
    assert (code, "Plusieurs porteuses" in erreurs, str(autre.pk) in erreurs) == (2, True, True)
    assert lancer(str(depot), "--structure", "mdeh")[0] == 1
    assert lancer(str(depot), "--structure", str(autre.pk))[0] == 1
    code, _, erreurs = lancer(str(depot), "--structure", "inconnue")
    assert (code, "« inconnue »" in erreurs) == (2, True)


def test_un_fichier_absent_ou_illisible_rend_deux(tmp_path: Path) -> None:
    structures.porteuse()
    assert lancer(str(tmp_path / "absent.json"))[0] == 2
    image = tmp_path / "image.json"
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    code, _, erreurs = lancer(str(image))
    assert (code, "image.json" in erreurs) == (2, True)


REELS = (
    "eclaireur/reduced_decp_2019.json",
    "api-marches-publics/marches.json",
    "decp-processing/tests/data/decp_test_2022.json",
    "eclaireur/ci_raw_marches.json",
)


@pytest.mark.donnees_reelles
@pytest.mark.parametrize("nom", REELS)
def test_des_publications_reelles_entrent_une_fois_et_une_seule(donnees_reelles: Path, nom: str) -> None:
    chemin = donnees_reelles / "decp" / nom
    par = Acteur.systeme("essai", porteuse_id=structures.porteuse().pk)
    importe = deposer(chemin.read_bytes(), chemin.name, par=par)
    rapport = appliquer(importe, par=par)
    assert apercu_de(importe).totaux == rapport.totaux
    assert rapport.totaux["cree"] == Marche.objects.count() > 0
    assert appliquer(importe, par=par).totaux["inchange"] == rapport.totaux["cree"]
    assert not Structure.objects.filter(nom="").exists()
    for marche in Marche.objects.order_by("pk"):
        directes = Attribution.objects.filter(lot__marche=marche).directes()
        assert sum(a.part for a in directes) in (0, 100)
