"""Le même marché, lu dans les formats de plusieurs producteurs, donne les mêmes faits."""

import csv
import datetime as dt
import io
import json
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter

from clauses.fond.socle.lecture import FichierIllisible
from clauses.suivi.marches.decp import Avis
from clauses.suivi.marches.tests.decp_fictif import (
    ACHETEUR,
    CONCESSION_2022,
    COTITULAIRE,
    MARCHE_2022,
    TITULAIRE,
    lire,
    marche,
    paquet,
    un_avis,
)

OBJET = MARCHE_2022["objet"]
UID = ACHETEUR + "2024T0012"

MARCHE_2019 = {
    "id": "2024T0012",
    "uid": "sans importance",
    "_type": "Marché",
    "source": "profil",
    "acheteur": {"id": ACHETEUR, "nom": "Habitat des Tilleuls"},
    "nature": "Marché",
    "objet": OBJET,
    "codeCPV": "45454000",
    "procedure": "Procédure adaptée",
    "lieuExecution": {"code": "59512", "typeCode": "CODE COMMUNE", "nom": "ROUBAIX"},
    "dureeMois": "24",
    "dateNotification": "2024-03-15+01:00",
    "datePublicationDonnees": "2024-04-02+02:00",
    "montant": 1250000.5,
    "formePrix": "Révisable",
    "modifications": [],
    "titulaires": [
        {"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "BÂTI NORD"},
        {"typeIdentifiant": "SIRET", "id": COTITULAIRE, "denominationSociale": "TOITURES DU NORD"},
    ],
}


def tableau(entetes: str, *lignes: str, separateur: str = ";", encodage: str = "utf-8") -> bytes:
    """Un CSV. Les titres sont séparés ici par des virgules, les cases par des « | »."""
    sortie = io.StringIO(newline="")
    redacteur = csv.writer(sortie, delimiter=separateur)
    redacteur.writerow(entetes.split(","))
    redacteur.writerows(ligne.split("|") for ligne in lignes)
    return sortie.getvalue().encode(encodage)


def consolide_par_titulaire() -> bytes:
    commun = (
        f"2024T0012|{ACHETEUR}|Habitat des Tilleuls|{OBJET}|45454000-4|Procédure adaptée|59512|Code commune|24|"
        "2024-03-15|2024-04-02|1250000.5"
    )
    return tableau(
        "id,acheteur_id,acheteur_nom,objet,codeCPV,procedure,lieuExecution_code,lieuExecution_typeCode,dureeMois,"
        "dateNotification,datePublicationDonnees,montant,titulaire_id,titulaire_typeIdentifiant",
        f"{commun}|{TITULAIRE}|SIRET",
        f"{commun}|{COTITULAIRE}|SIRET",
        separateur=",",
    )


def portail_national() -> bytes:
    return tableau(
        "id,acheteur.id,objet,codecpv,procedure,lieuexecution.code,lieuexecution.typecode,dureemois,datenotification,"
        "datepublicationdonnees,montant,titulaire_id_1,titulaire_typeidentifiant_1,titulaire_id_2,"
        "titulaire_typeidentifiant_2,titulaire_id_3,considerationssociales",
        f"2024T0012|{ACHETEUR}|{OBJET}|45454000-4|Procédure adaptée|59512|Code commune|24.0|2024-03-15|"
        f"2024-04-02|1250000.5|{TITULAIRE}|SIRET|{COTITULAIRE}|SIRET||Clause sociale, Critère social",
    )


def listes_en_texte() -> bytes:
    return tableau(
        "_type,id,acheteur.id,objet,codeCPV,procedure,lieuExecution,dureeMois,dateNotification,datePublicationDonnees,"
        "montant,titulaires.1.id,titulaires.1.typeIdentifiant,titulaires.2.id,titulaires.2.typeIdentifiant,"
        "considerationsSociales,modifications",
        f"Marché|2024T0012|{ACHETEUR}|{OBJET}|45454000|Procédure adaptée|"
        "{'code': '59512', 'typeCode': 'CODE COMMUNE', 'nom': nan}|24|2024-03-15|2024-04-02|1250000.5|"
        f"['{TITULAIRE}']|['SIRET']|['{COTITULAIRE}']|['SIRET']|"
        "{'considerationSociale': ['Clause sociale', 'Critère social']}|[]",
        separateur=",",
    )


def socle_commun_local() -> bytes:
    commun = (
        f"2024T0012|{ACHETEUR}|Habitat des Tilleuls|Marché|{OBJET}|45454000|Procédure adaptée|59512|Code commune|"
        "Roubaix|24|15/03/2024|02/04/2024|1250000,50"
    )
    return tableau(
        "MARCHE_ID,ACHETEURS_ID,ACHETEURS_NOM,NATURE_MARCHE,MARCHE_OBJET,CPV_CODE,PROCEDURE,LIEU_EXEC_CODE,"
        "LIEU_EXEC_TYPE,LIEU_EXEC_NOM,DUREE_MOIS,NOTIFICATION_DATE,PUBLICATION_DATE,MONTANT,TITULAIRES_ID,"
        "TITULAIRES_ID_TYPE,TITULAIRES_DENOMINATION",
        f"{commun}|{TITULAIRE}|SIRET|BÂTI NORD",
        f"{commun}|{COTITULAIRE}|SIRET|TOITURES DU NORD",
        encodage="cp1252",
    )


def enrichi_par_etablissement() -> bytes:
    return tableau(
        "id,source,type,natureObjetMarche,objetMarche,codeCPV,procedure,dureeMois,dateNotification,"
        "datePublicationDonnees,montant,idAcheteur,nomAcheteur,lieuExecutionCode,lieuExecutionTypeCode,"
        "typeIdentifiantEtablissement,siretEtablissement,denominationSocialeEtablissement,id_coTitulaire1,"
        "typeIdentifiant_coTitulaire1,denominationSociale_coTitulaire1",
        f"2024T0012|profil|Marché|Travaux|{OBJET}|45454000|Procédure adaptée|24|2024-03-15|2024-04-02|1250000.5|"
        f"{ACHETEUR}|Habitat des Tilleuls|59512|Code commune|SIRET|{TITULAIRE}|BÂTI NORD|{COTITULAIRE}|SIRET|"
        "TOITURES DU NORD",
    )


def region() -> bytes:
    return tableau(
        "id,idacheteur,objet,codecpv,procedure,lieuxexecution_code,lieuxexecution_typecode,dureemois,datenotification,"
        "datepublicationdonnees,montant,denominationtitulaire_1,idtitulaire_1,typeidentifianttitulaire_1,"
        "denominationtitulaire_2,idtitulaire_2,typeidentifianttitulaire_2",
        f"2024T0012|{ACHETEUR}|{OBJET}|45454000|Procédure adaptée|59512|Code commune|24|2024-03-15|2024-04-02|"
        f"1 250 000,50|BÂTI NORD|{TITULAIRE}|SIRET|TOITURES|{COTITULAIRE}|SIRET",
        encodage="utf-8-sig",
    )


def xml_2022() -> bytes:
    titulaires = "".join(
        f"<titulaire><id>{s}</id><typeIdentifiant>SIRET</typeIdentifiant></titulaire>" for s in (TITULAIRE, COTITULAIRE)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><marches><marche><id>2024T0012</id>
      <acheteur><id>{ACHETEUR}</id></acheteur><nature>Marché</nature><objet>{OBJET}</objet>
      <codeCPV>45454000-4</codeCPV><procedure>Procédure adaptée</procedure>
      <lieuExecution><code>59512</code><typeCode>Code commune</typeCode></lieuExecution>
      <dureeMois>24</dureeMois><dateNotification>2024-03-15</dateNotification>
      <datePublicationDonnees>2024-04-02</datePublicationDonnees><montant>1250000.5</montant>
      <considerationsSociales><considerationSociale>Clause sociale</considerationSociale>
      <considerationSociale>Critère social</considerationSociale></considerationsSociales>
      <titulaires>{titulaires}</titulaires></marche></marches>""".encode()


def en_classeur() -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as document:
        feuille = document.add_worksheet()
        for rang, ligne in enumerate(csv.reader(io.StringIO(consolide_par_titulaire().decode()))):
            feuille.write_row(rang, 0, ligne)
    return tampon.getvalue()


def en_archive() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie:
        sortie.writestr("export/decp.json", paquet(MARCHE_2022))
    return tampon.getvalue()


def en_json(objet: object, encodage: str = "utf-8") -> bytes:
    return json.dumps(objet, ensure_ascii=False).encode(encodage)


FORMATS = {
    "JSON 2022": paquet(MARCHE_2022),
    "JSON 2022, marque de tête": b"\xef\xbb\xbf" + paquet(MARCHE_2022),
    "JSON 2022, un seul marché": en_json({"marches": {"marche": MARCHE_2022}}),
    "JSON 2019": en_json({"marches": [MARCHE_2019]}),
    "JSON 2019, Windows": en_json({"$schema": "x", "marches": [MARCHE_2019]}, "cp1252"),
    "JSON, liste nue": en_json([MARCHE_2022]),
    "JSON, un par ligne": en_json(MARCHE_2022) + b"\n",
    "JSON, réponse d'un portail": en_json({"total_count": 1, "results": [MARCHE_2019]}),
    "JSON, NaN": en_json({"marches": [MARCHE_2019 | {"origineUE": float("nan")}]}),
    "JSON plat": en_json({"marches": [{**MARCHE_2019, "acheteur": None, "acheteur_id": ACHETEUR}]}),
    "XML 2022": xml_2022(),
    "CSV, une ligne par titulaire": consolide_par_titulaire(),
    "CSV, colonnes numérotées": portail_national(),
    "CSV, listes en texte": listes_en_texte(),
    "CSV, socle commun local": socle_commun_local(),
    "CSV enrichi": enrichi_par_etablissement(),
    "CSV d'une région": region(),
    "classeur": en_classeur(),
    "archive": en_archive(),
}


@pytest.mark.parametrize("contenu", FORMATS.values(), ids=FORMATS.keys())
def test_chaque_format_donne_les_memes_faits(contenu):
    avis = un_avis(contenu)
    assert (avis.uid, avis.acheteur_siret, avis.objet) == (UID, ACHETEUR, OBJET)
    assert avis.cpv == "45454000"
    assert (avis.nature_achat, avis.procedure, avis.forme) == ("travaux", "mapa", "ordinaire")
    assert (avis.montant_ht, avis.duree_mois) == (Decimal("1250000.5"), 24)
    assert (avis.date_notification, avis.date_publication) == (dt.date(2024, 3, 15), dt.date(2024, 4, 2))
    assert [t.siret for t in avis.titulaires] == [TITULAIRE, COTITULAIRE]
    assert (avis.lieu.code, avis.lieu.type_code) == ("59512", "code_commune")
    assert not avis.avertissements


@pytest.mark.parametrize("nom", ["JSON 2022", "XML 2022", "CSV, colonnes numérotées", "CSV, listes en texte"])
def test_les_considerations_sociales_sont_lues_dans_les_formats_qui_les_portent(nom):
    assert un_avis(FORMATS[nom]).considerations_sociales == {"clause_sociale", "critere_social"}


@pytest.mark.parametrize("nom", ["JSON 2019", "CSV, socle commun local", "CSV enrichi", "CSV d'une région"])
def test_les_noms_des_entreprises_sont_gardes(nom):
    avis = un_avis(FORMATS[nom])
    assert avis.titulaires[0].nom == "BÂTI NORD"
    assert avis.considerations_sociales == {"non_renseigne"}


def test_une_concession_est_lue_comme_telle():
    un, deux = lire(paquet(MARCHE_2022, concessions=(CONCESSION_2022,)))
    assert isinstance(un, Avis)
    assert not un.est_concession
    assert deux.est_concession
    assert (deux.nature, deux.montant_ht, deux.date_notification) == ("concession", 8500000, dt.date(2024, 2, 1))
    assert deux.acheteur_siret == ACHETEUR
    assert deux.titulaires[0].siret == TITULAIRE
    assert deux.considerations_sociales == {"marche_reserve"}


def test_une_concession_du_format_de_2019_est_reconnue():
    ancienne = CONCESSION_2022 | {
        "_type": "Contrat de concession",
        "nature": "DELEGATION DE SERVICE PUBLIC",
        "concessionnaires": [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "RÉSEAUX"}],
    }
    assert un_avis(en_json({"marches": [ancienne]})).est_concession


def test_les_marches_d_une_archive_disent_leur_fichier():
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as sortie:
        sortie.writestr("a.json", paquet(MARCHE_2022))
        sortie.writestr("b.csv", consolide_par_titulaire())
        sortie.writestr("__MACOSX/._a.json", b"rien")
    assert [r.fichier for r in lire(tampon.getvalue(), "tout.zip")] == ["tout.zip/a.json", "tout.zip/b.csv"]


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (paquet(MARCHE_2022, marche(id="B"))[:-400], "mal formé ou tronqué"),
        (b'{"fields": [{"name": "id"}]}', "pas de marchés"),
        (en_json([{"siren": "1"}] * 30), "pas de marchés"),
        (b"<?xml version='1.0'?><factures><facture/></factures>", "pas de marchés"),
        (xml_2022()[:-40], "mal formé ou tronqué"),
        (b"[" * 60_000, "mal formé"),  # chaque niveau allonge le chemin : des heures de calcul
        (b'{"marches":' * 60_000, "mal formé"),
        (b"siretAcheteur;url\n1;2\n", "pas un tableau de marchés"),
        (b"%PDF-1.7", "PDF"),
        (en_archive()[:300], "archive"),
    ],
)
def test_ce_qui_n_est_pas_un_fichier_de_marches_est_refuse_entier(contenu, raison):
    with pytest.raises(FichierIllisible) as attrape:
        lire(contenu, "envoi.dat")
    assert raison in attrape.value.message
    assert "envoi.dat" in str(attrape.value)
    assert attrape.value.remede


def test_un_xml_piege_est_refuse():
    piege = (
        b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaa">]><marches><marche><id>&a;</id></marche></marches>"""
    )
    with pytest.raises(FichierIllisible):
        lire(piege)
