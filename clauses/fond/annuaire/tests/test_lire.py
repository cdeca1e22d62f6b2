"""Lire un fichier de l'annuaire : les formes, les colonnes, les fichiers qui n'en sont pas."""

import json
from datetime import date
from pathlib import Path

import pytest

from clauses.fond.annuaire.imports.lire import Genre, lire, millesime_du_nom
from clauses.fond.annuaire.imports.natures import nature_du_fichier, nature_du_nom, natures_dites
from clauses.fond.socle.lecture import FichierIllisible


def ecrire(dossier: Path, nom: str, contenu: object) -> Path:
    chemin = dossier / nom
    if isinstance(contenu, bytes):
        chemin.write_bytes(contenu)
    else:
        texte = contenu if isinstance(contenu, str) else json.dumps(contenu, ensure_ascii=False)
        chemin.write_text(texte, encoding="utf-8")
    return chemin


FICHE = {"kind": "EI", "siret": "12345678200010", "name": "Escaut Propre", "city": "Valenciennes"}
FORMES = (
    ("liste.json", [FICHE]),
    ("portail.json", {"total": 1, "results": [FICHE]}),
    ("ods.json", [{"recordid": "x", "record": {"fields": FICHE}}]),
    ("fixture.json", [{"model": "siaes.siae", "pk": 4, "fields": FICHE}]),
    ("lignes.json", json.dumps(FICHE) + "\n" + json.dumps(FICHE)),
    (
        "carte.geojson",
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": FICHE, "geometry": {"type": "Point", "coordinates": [3.52, 50.35]}}
            ],
        },
    ),
    ("virgules.csv", "kind,siret,name,city\nEI,12345678200010,Escaut Propre,Valenciennes\n"),
    ("points.csv", "Type de structure;N° SIRET;Raison sociale;Ville\nEI;12345678200010;Escaut Propre;Valenciennes\n"),
    ("windows.csv", "kind;siret;name;city\nEI;12345678200010;Escaut Propre;Valenciennes\né\n".encode("cp1252")),
)


@pytest.mark.parametrize(("nom", "contenu"), FORMES, ids=[nom for nom, _ in FORMES])
def test_chaque_forme_donne_les_memes_champs(nom, contenu, tmp_path):
    fichier = lire(ecrire(tmp_path, nom, contenu))
    champs = fichier.lignes[0].champs
    assert fichier.genre is Genre.STRUCTURES
    assert champs["nature"] == "EI"
    assert str(champs["siret"]) == "12345678200010"
    assert (champs["nom"], champs["commune"]) == ("Escaut Propre", "Valenciennes")


def test_un_geojson_donne_la_position_et_non_son_type(tmp_path):
    objet = {
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "A", "cp": "59300"},
                "geometry": {"type": "Point", "coordinates": [3.52, 50.35]},
            }
        ]
    }
    champs = lire(ecrire(tmp_path, "c.geojson", objet)).lignes[0].champs
    assert (champs["latitude"], champs["longitude"]) == (50.35, 3.52)
    assert "nature" not in champs


def test_les_antennes_sont_des_sites_a_elles(tmp_path):
    geiq = [
        {
            "nom": "GEIQ Fictif 59",
            "siret": "12345678200010",
            "cp": "59300",
            "ville": "Valenciennes",
            "antennes": [{"nom": "Antenne de Denain", "cp": "59220", "ville": "Denain", "siret": ""}],
        }
    ]
    lignes = lire(ecrire(tmp_path, "geiq_2024.json", geiq)).lignes
    assert [ligne.numero for ligne in lignes] == [1, 1]
    assert lignes[1].champs["nom"] == "GEIQ Fictif 59 (Antenne de Denain)"
    assert lignes[1].champs["gestionnaire"] == "GEIQ Fictif 59"
    assert "siret" not in lignes[1].champs


def test_une_ligne_d_exemple_marquee_est_ignoree(tmp_path):
    texte = "__ignore__,nom,commune,reseaux_porteurs\nVRAI,Un exemple,Lille,ei\n,Vraie,Lille,ei\n"
    assert [ligne.champs["nom"] for ligne in lire(ecrire(tmp_path, "x.csv", texte)).lignes] == ["Vraie"]


def test_conventions_et_annexes_se_reconnaissent(tmp_path):
    conventions = "pk,asp_id,is_active,kind,siret_signature\n7,1,True,EI,12345678200010\n"
    annexes = "pk,convention,end_at,number,start_at,state\n1,7,2021-12-31,EI1,2021-01-01,VALIDE\n"
    assert lire(ecrire(tmp_path, "c.csv", conventions)).genre is Genre.CONVENTIONS
    assert lire(ecrire(tmp_path, "a.csv", annexes)).genre is Genre.ANNEXES


@pytest.mark.parametrize(
    ("nom", "contenu", "attendu"),
    [
        ("secteurs.json", [{"pk": 1, "fields": {"name": "Peinture", "slug": "peinture"}}], "pas une liste"),
        ("casse.json", '[{"nom": "x"', "mal formé"),
        ("vide.json", [], "aucune fiche"),
        ("vide.csv", "", "vide"),
        ("page.csv", "<!doctype html><html></html>", "page web"),
        ("autre.csv", "couleur;taille\nbleu;4\n", "en-tête"),
    ],
)
def test_ce_qui_n_est_pas_un_annuaire_est_refuse_et_dit(nom, contenu, attendu, tmp_path):
    with pytest.raises(FichierIllisible, match=attendu):
        lire(ecrire(tmp_path, nom, contenu))


def test_un_fichier_absent_est_dit(tmp_path):
    with pytest.raises(FichierIllisible, match="n'existe pas"):
        lire(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("siae_2020-12.csv", date(2020, 12, 1)),
        ("esat_finess_2026.csv", date(2026, 1, 1)),
        ("export_20240229.json", date(2024, 2, 29)),
        ("20240231.csv", date(2024, 2, 1)),
        ("annuaire.csv", None),
        ("dossier_59300.csv", None),
    ],
)
def test_la_date_que_dit_un_nom_de_fichier(nom, attendu):
    assert millesime_du_nom(nom) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("EI", ["ei"]),
        ("aci, ei", ["aci", "ei"]),
        ("Entreprise adaptée", ["ea"]),
        ("ACI_DC", ["aci"]),
        ("Entreprise d'insertion (EI)", ["ei"]),
        ("Structure porteuse (GEIQ)", ["geiq"]),
        ("Régie de quartier", ["regie"]),
        ("ML", []),
        ("", []),
        ("agence", []),
    ],
)
def test_les_natures_dites(texte, attendu):
    assert [n.value for n in natures_dites(texte)] == attendu


def test_les_natures_deduites():
    assert nature_du_nom("ESAT LA FRETA") == "esat"
    assert nature_du_nom("Régie de quartiers du Faubourg") == "regie"
    assert nature_du_nom("FÉDÉRATION FRANÇAISE DES GEIQ") is None
    assert nature_du_nom("Jean ETTIENNE") is None
    assert nature_du_fichier("esat_finess_2026.csv") == "esat"
    assert nature_du_fichier("ei_aci_2026.csv") is None
    assert nature_du_fichier("liste_entreprises-adaptees_2025.xlsx") == "ea"


def test_une_colonne_en_double_n_arrete_pas_la_lecture(tmp_path):
    texte = "nom;siret;telephone;telephone;commune\nUn;12345678200010;0327000000;0611111111;Lille\n"
    fichier = lire(ecrire(tmp_path, "ei.csv", texte))
    assert fichier.lignes[0].champs["telephone"] == "0327000000"
    assert any("deux fois" in avertissement for avertissement in fichier.avertissements)
