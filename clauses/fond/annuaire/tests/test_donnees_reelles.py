"""Les listes publiques telles qu'elles sont : toutes lues, et deux fois de suite sans rien changer."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.services import charger
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.tests.rapports import lignes_du_rapport

pytestmark = [pytest.mark.django_db, pytest.mark.donnees_reelles]
PAR = Acteur.systeme("essai")


MOTIFS = ("siae_lemarche*.csv", "esat_finess*.csv", "geiq_*.json", "siae_conventions*.csv")


@pytest.fixture
def chemins(donnees_reelles):
    trouves = [chemin for motif in MOTIFS for chemin in sorted((donnees_reelles / "siae").glob(motif))]
    if not trouves:
        pytest.skip("pas de liste de structures dans ce dossier")
    return trouves


def test_l_apercu_n_ecrit_rien_et_chaque_ligne_a_sa_rangee(chemins, tmp_path):
    emporte, sortie = tmp_path / "rapport.xlsx", StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("charger_annuaire", *chemins, "--rapport", emporte, "--json", stdout=sortie)
    assert fin.value.code == 1  # quelques lignes refusées
    assert not Fournisseur.objects.exists()
    for rang, rapport in enumerate(json.loads(sortie.getvalue()), 1):
        nom = f"{rang} {rapport['fichier']}"[:31]
        lignes = lignes_du_rapport(emporte.read_bytes(), nom)
        assert len(lignes) == rapport["lignes"]
        assert not [ligne for ligne in lignes if ligne["Sort"] == "laissée"]
        refusees = [ligne for ligne in lignes if ligne["Sort"] == "refusée"]
        assert len(refusees) == rapport["totaux"]["refuse"]
        assert all(ligne["Que faire"] for ligne in refusees)


def test_les_listes_publiques_se_chargent_deux_fois_sans_rien_changer(chemins):
    premiers = charger(chemins, par=PAR)
    lues = sum(r.lignes_lues for r in premiers)
    refusees = sum(r.totaux["refuse"] for r in premiers)
    assert Fournisseur.objects.count() == sum(r.totaux["cree"] for r in premiers) > 1000
    assert refusees < lues / 100
    for rapport in charger(chemins, par=PAR):
        assert (rapport.totaux["cree"], rapport.totaux["modifie"]) == (0, 0), rapport.fichier
