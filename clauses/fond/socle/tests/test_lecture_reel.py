"""Les tableaux publiés par de vrais producteurs, quand leur dossier est là."""

from decimal import Decimal

import pytest

from clauses.fond.socle.lecture import FichierIllisible, lire_tableau
from clauses.fond.socle.valeurs import CelluleInvalide, lire_decimal, lire_siret

pytestmark = pytest.mark.donnees_reelles


def test_les_csv_publies_sont_lus_sans_ligne_decalee(donnees_reelles):
    lus = 0
    for fichier in sorted(donnees_reelles.rglob("*.csv")):
        try:
            tableau = lire_tableau(fichier)
        except FichierIllisible as erreur:
            pytest.fail(f"{fichier.name} : {erreur}")
        anomalies = [ligne.numero for ligne in tableau if ligne.anomalie]
        assert not anomalies, f"{fichier.name} : lignes {anomalies[:5]}"
        lus += 1
    assert lus > 50


def test_les_tableaux_d_heures_du_metier_se_lisent_en_nombres(donnees_reelles):
    """Marque UTF-8 ou cp1252, « 12 165 », « 126 ,5% » : les écritures des porteurs de projet."""
    nombres = 0
    for fichier in sorted((donnees_reelles / "clauses_insertion" / "reunion_npnru").glob("heure_*.csv")):
        for ligne in lire_tableau(fichier):
            _, *valeurs = ligne.cellules.values()
            for valeur in valeurs:
                lu = lire_decimal(valeur)
                assert lu is None or isinstance(lu, Decimal)
                nombres += lu is not None
    assert nombres > 30


def test_les_entetes_de_l_outil_du_metier_sont_reconnus(donnees_reelles, tmp_path):
    """L'export commence par une colonne sans nom et en porte une autre au milieu."""
    for source in (donnees_reelles / "clauses_insertion" / "reunion_npnru").glob("entetes_export_*.txt"):
        entete = source.read_text(encoding="utf-8-sig").splitlines()[0]
        fichier = tmp_path / "export.csv"
        fichier.write_text(entete + "\n" + ";".join("x" for _ in entete.split(";")) + "\n", encoding="cp1252")
        tableau = lire_tableau(fichier, entetes_attendues=["SEXE", "Niveau de qualification", "Code postal"])
        (ligne,) = tableau
        assert ligne.cellules["SEXE"] == "x"
        assert len(tableau.entetes) == len(entete.split(";"))


def test_presque_tous_les_siret_publies_de_structures_d_insertion_sont_justes(donnees_reelles):
    bons = refuses = 0
    for ligne in lire_tableau(donnees_reelles / "siae" / "siae_lemarche_2020-12.csv", entetes_attendues=["siret"]):
        try:
            bons += lire_siret(ligne.cellules["siret"]) is not None
        except CelluleInvalide as refus:
            refuses += bool(refus.remede)
    assert bons > 3500
    assert refuses < 0.05 * bons
