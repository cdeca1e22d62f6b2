"""`manage.py importer_contrats` : l'aperçu, l'application, le JSON, les codes de retour ; et l'export réel."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports.formats import ouvrir
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.tests import classeurs


@pytest.fixture
def porteuse(db):
    return structures.porteuse(sigle="MEV", siret=structures.siret_fictif(3))


@pytest.fixture
def lancer(tmp_path, capsys):
    def lance(contenu: bytes | None, *options: str) -> tuple[int, str, str]:
        chemin = tmp_path / "contrats.xlsx"
        if contenu is not None:
            chemin.write_bytes(contenu)
        code = 0
        try:
            call_command("importer_contrats", str(chemin), *options)
        except SystemExit as sortie:
            code = int(sortie.code or 0)
        return code, *capsys.readouterr()

    return lance


def test_l_apercu_n_ecrit_rien(lancer, porteuse):
    code, sortie, _ = lancer(classeurs.contrats({}), "--structure", "mev")
    assert code == 0
    assert "1\u00a0créée" in sortie
    assert "Aperçu" in sortie
    assert not ContratInsertion.objects.exists()


@pytest.mark.parametrize("nom", ["nom", "sigle", "siret", "pk"])
def test_appliquer_ecrit_et_la_porteuse_se_nomme_de_quatre_facons(lancer, porteuse, nom):
    code, _, _ = lancer(classeurs.contrats({}), "--structure", str(getattr(porteuse, nom)), "--appliquer")
    assert code == 0
    assert ContratInsertion.objects.get().participant.porteuse == porteuse


def test_des_refus_rendent_un_et_les_autres_lignes_passent(lancer, porteuse):
    code, sortie, _ = lancer(classeurs.contrats({}, {"Nombre d heures": "x"}), "--structure", "MEV", "--appliquer")
    assert code == 1
    assert "contrats.xlsx, ligne 3 refusée" in sortie
    assert "Nombre d heures « x »" in sortie
    assert ContratInsertion.objects.count() == 1


def test_une_question_a_son_sort_a_elle_et_rend_un(lancer, porteuse):
    """Ni refusée (rien n'y est à corriger), ni écrite : elle attend une réponse."""
    deux = classeurs.contrats({}, {})
    code, sortie, _ = lancer(deux, "--structure", "MEV")
    assert code == 1
    assert "contrats.xlsx, ligne 3 à confirmer" in sortie
    assert "0\xa0refusée, 1\xa0à confirmer" in sortie
    plusieurs, sortie, _ = lancer(classeurs.contrats({}, {}, {}), "--structure", "MEV")
    assert (plusieurs, "2\xa0à confirmer" in sortie) == (1, True)
    lu = json.loads(lancer(deux, "--structure", "MEV", "--json")[1])
    assert (lu["totaux"]["refuse"], lu["totaux"]["a_confirmer"]) == (0, 1)
    assert [ligne["issue"] for ligne in lu["lignes"]] == ["cree", "a_confirmer"]


def test_le_json_porte_chaque_ligne(lancer, porteuse):
    code, sortie, _ = lancer(classeurs.contrats({}, {"Modalité": "?"}), "--structure", "MEV", "--json")
    lu = json.loads(sortie)
    assert (code, lu["applique"], lu["totaux"]["refuse"]) == (1, False, 1)
    assert lu["lignes"][1]["champ"] == "Modalité"


def test_deja_validees_valide(lancer, porteuse):
    code, sortie, _ = lancer(classeurs.contrats({}), "--structure", "MEV", "--appliquer", "--deja-validees")
    assert code == 0
    assert "1\u00a0cumul validé" in sortie
    assert LigneHeures.objects.get().etat == "validee"


@pytest.mark.parametrize(
    ("contenu", "options", "mots"),
    [
        (b"\x00", ("--structure", "MEV"), "vide"),
        (None, ("--structure", "MEV"), "n'existe pas"),
        (classeurs.contrats({}), ("--structure", "Inconnue"), "Aucune porteuse"),
        (classeurs.contrats({}), ("--structure", "MEV", "--arrete-au", "hier"), "--arrete-au"),
    ],
)
def test_un_mauvais_appel_rend_deux(lancer, porteuse, contenu, options, mots):
    code, _, erreurs = lancer(contenu, *options)
    assert code == 2
    assert mots in erreurs


@pytest.mark.donnees_reelles
@pytest.mark.parametrize(("nom", "modele"), [("contrats", "contrats"), ("participants", "participants")])
def test_les_intitules_reels_de_l_outil_sont_reconnus(donnees_reelles, nom, modele):
    """Les en-têtes publiés, avec une ligne fictive : rien n'est copié des données."""
    chemin = donnees_reelles / "clauses_insertion" / "reunion_npnru" / f"entetes_export_{nom}.txt"
    entetes = next(csv.reader(io.StringIO(chemin.read_text(encoding="utf-8-sig")), delimiter=";"))
    contenu = classeurs.en_csv(entetes, [dict.fromkeys(entetes, "1")])
    classeur = ouvrir(contenu, "export.csv")
    assert classeur.format.modele == modele
    assert not set(classeur.format.exigees) - set(classeur.tableau.entetes)
