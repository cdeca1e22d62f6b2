"""`manage.py relire` : un résultat par texte, identifié ; un fichier illisible n'empêche pas les autres."""

import gzip
import io
import json
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from docx import Document

import lecteur
from clauses.avant.relecture.avis import lire_csv, lire_xml
from lecteur.documents import PieceIllisible
from lecteur.extraction import extraire
from lecteur.mesure import SORTES, attendus, trouves

CSV = (
    "AVIS_NUM,Cautionnement,Autres\n"
    '24-1,Retenue de garantie de 5 %,"Clause d\'insertion : lot 2, 140 heures."\n'
    "24-2,Aucune,Visite du site à 10 h\n"
)
XML = """<?xml version="1.0" encoding="UTF-8"?>
<AVIS xmlns="urn:essai"><FORM_SECTION>
 <F02 CATEGORY="ORIGINAL"><OBJECT_CONTRACT>
  <OBJECT_DESCR><TITLE><P>Travaux de voirie</P></TITLE><LOT_NO>3</LOT_NO>
   <SHORT_DESCR><P>Une clause d'insertion de 1<FT TYPE="SUP">re</FT> importance impose 210 heures.</P></SHORT_DESCR>
  </OBJECT_DESCR><AC><AC_CRITERION>Performance en matière d'insertion sociale</AC_CRITERION>
  <AC_WEIGHTING>15 %</AC_WEIGHTING></AC><RESTRICTED_SHELTERED_WORKSHOP/></OBJECT_CONTRACT></F02>
 <F02 CATEGORY="TRANSLATION"><P>Traduction à ne pas lire : clause d'insertion de 999 heures.</P></F02>
</FORM_SECTION></AVIS>"""


def relire(*arguments: str) -> tuple[dict, int]:
    """Le document JSON et le code de retour."""
    sortie, code = io.StringIO(), 0
    try:
        call_command("relire", *arguments, "--json", stdout=sortie, stderr=io.StringIO())
    except SystemExit as fin:
        code = int(fin.code)
    return json.loads(sortie.getvalue()), code


def test_un_texte_rend_ses_faits_et_leurs_citations(tmp_path: Path) -> None:
    piece = tmp_path / "ccap.txt"
    piece.write_text("Clause d'insertion : 120 heures.\nLe chantier ouvre à 8 h.", encoding="utf-8")
    document, code = relire(str(piece))
    (texte,) = document["textes"]
    assert (code, texte["fichier"], texte["parle_d_insertion"]) == (0, "ccap.txt", True)
    assert [(v["heures"], v["portee"]) for v in texte["volumes"]] == [(120, "marche")]
    passage = texte["volumes"][0]["passage"]
    assert (passage["texte"], passage["debut"], passage["paragraphe"]) == ("Clause d'insertion : 120 heures.", 0, 1)


def test_un_csv_compresse_rend_un_resultat_par_ligne(tmp_path: Path) -> None:
    fichier = tmp_path / "avis.csv.gz"
    fichier.write_bytes(gzip.compress(CSV.encode()))
    document, code = relire(str(fichier))
    assert code == 0
    assert [(t["identifiant"], t["ligne"], t["parle_d_insertion"]) for t in document["textes"]] == [
        ("24-1", 2, True),
        ("24-2", 3, False),
    ]
    assert document["textes"][0]["volumes"][0]["lot"] == "2"


def test_un_csv_en_point_virgule_et_windows_1252() -> None:
    contenu = "id;texte\n7;Marché réservé à des entreprises adaptées\n".encode("cp1252")
    (avis,) = lire_csv(contenu, "a.csv")
    assert avis.identifiant == "7"
    assert [r.instrument for r in extraire(avis.texte).reservations] == ["reserve_handicap"]


def test_un_avis_xml_garde_ses_lots_ses_criteres_et_ses_cases() -> None:
    avis = lire_xml(XML.encode(), "12-2024.xml")
    lecture = extraire(avis.texte)
    assert avis.identifiant == "12-2024"
    assert [(v.lot, v.heures) for v in lecture.volumes] == [("3", 210)]
    assert [c.ponderation for c in lecture.criteres] == [15]
    assert [r.instrument for r in lecture.reservations] == ["reserve_mixte"]


def test_un_docx_est_lu_tableaux_compris(tmp_path: Path) -> None:
    piece = Document()
    piece.add_heading("Article 9 – Clause d'insertion sociale")
    tableau = piece.add_table(rows=2, cols=3)
    for rangee, valeurs in enumerate((("Lot", "Intitulé", "Heures d'insertion"), ("2", "Peinture", "350"))):
        for colonne, valeur in enumerate(valeurs):
            tableau.cell(rangee, colonne).text = valeur
    piece.save(str(tmp_path / "ccap.docx"))
    document, code = relire(str(tmp_path / "ccap.docx"))
    assert code == 0
    assert [(v["lot"], v["heures"]) for v in document["textes"][0]["volumes"]] == [("2", 350)]


def test_le_lot_demande_ecarte_les_autres(tmp_path: Path) -> None:
    piece = tmp_path / "a.txt"
    piece.write_text("Clause d'insertion : lot 1 : 70 heures ; lot 02 : 35 heures.", encoding="utf-8")
    document, _ = relire(str(piece), "--lot", "02")
    assert [v["heures"] for v in document["textes"][0]["volumes"]] == [35]


def test_un_fichier_illisible_est_dit_et_les_autres_sont_lus(tmp_path: Path) -> None:
    bon, mauvais = tmp_path / "bon.txt", tmp_path / "mauvais.xml"
    bon.write_text("Clause d'insertion : 120 heures.", encoding="utf-8")
    mauvais.write_text("<avis>", encoding="utf-8")
    document, code = relire(str(bon), str(mauvais), str(tmp_path / "absent.pdf"))
    assert code == 1
    assert len(document["textes"]) == 1
    assert [Path(e["fichier"]).name for e in document["erreurs"]] == ["mauvais.xml", "absent.pdf"]
    assert relire(str(tmp_path / "absent.pdf"))[1] == 2


@pytest.mark.parametrize("contenu", [b"<a><b></a>", b"", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
def test_un_xml_abime_ou_piege_est_refuse(contenu: bytes) -> None:
    with pytest.raises(PieceIllisible):
        lire_xml(contenu, "a.xml")


def test_sans_json_une_ligne_par_texte(tmp_path: Path) -> None:
    piece = tmp_path / "rc.txt"
    piece.write_text("Clause d'insertion : lot 2 : 140 heures par an.", encoding="utf-8")
    sortie = io.StringIO()
    call_command("relire", str(piece), stdout=sortie)
    assert sortie.getvalue().strip() == "rc.txt : 140 h (lot 2, par an)"


def test_ce_qui_reste_a_verifier_est_dit_avec_sa_phrase(tmp_path: Path) -> None:
    piece = tmp_path / "rc.txt"
    piece.write_text("Clause d'insertion sociale.\nLes lots 1, 2 et 3100 heures d'insertion chacun.", encoding="utf-8")
    sortie = io.StringIO()
    call_command("relire", str(piece), stdout=sortie)
    premiere, a_verifier = sortie.getvalue().strip().split("\n")
    assert premiere == "rc.txt : parle d'insertion, sans chiffre"
    assert a_verifier.startswith("  à vérifier : Des heures sont écrites sans que leur lot soit certain")
    assert "« Les lots 1, 2 et 3100 heures d'insertion chacun. »" in a_verifier
    (texte,) = relire(str(piece))[0]["textes"]
    assert [i["code"] for i in texte["incomprehensions"]] == ["lot_incertain"]


def test_un_rectificatif_du_ted_ne_garde_que_la_valeur_nouvelle() -> None:
    changement = (
        "<OLD_VALUE><TEXT><P>Clause d'insertion : 900 heures d'insertion.</P></TEXT></OLD_VALUE>"
        "<NEW_VALUE><TEXT><P>Clause d'insertion : 650 heures d'insertion.</P></TEXT></NEW_VALUE>"
    )
    avis = lire_xml(f"<AVIS><F14><CHANGES>{changement}</CHANGES></F14></AVIS>".encode(), "1-2024.xml")
    assert [v.heures for v in extraire(avis.texte).volumes] == [650]


@pytest.mark.donnees_reelles
def test_les_avis_etiquetes_restent_lus(donnees_reelles: Path) -> None:
    """Garde-fou : au-dessous, la grammaire a perdu des tournures (scores du jour dans docs/relecture.md)."""
    fichiers = sorted((donnees_reelles / "boamp_ted" / "boamp_2021_T1").glob("*_D_12_*.csv.gz"))
    if not fichiers:
        pytest.skip("les avis du BOAMP sont absents du dossier de données")
    etiquettes = yaml.safe_load(
        (Path(lecteur.__file__).parent / "tests" / "etiquettes.yaml").read_text(encoding="utf-8")
    )
    connues = etiquettes["entrainement"] | etiquettes["controle"] | etiquettes["suite"]
    faux, manques, etiquetes = 0, 0, 0
    for fichier in fichiers:
        for avis in lire_csv(gzip.decompress(fichier.read_bytes()), fichier.name):
            if (etiquette := connues.get(f"boamp:{avis.identifiant}")) is None:
                continue
            trouve, attendu = trouves(extraire(avis.texte)), attendus(etiquette)
            for sorte in SORTES:
                etiquetes += len(attendu[sorte])
                manques += len(attendu[sorte] - trouve[sorte])
                faux += len(trouve[sorte] - attendu[sorte])
    assert etiquetes > 150
    assert manques <= etiquetes * 0.03
    assert faux <= etiquetes * 0.03
