"""Ce que l'on écrit à la main est compris, ou refusé avec un message qui dit quoi corriger."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from regles.__main__ import main
from regles.cas.verification import verifier
from regles.saisie import Illisible, lire_date, lire_mois, lire_nombre, lire_oui_non, proches

BON = """\
cas: Bon cas
regle: exigible
donne: {formule: ugap, cumul_ht: 250 000}
attendu: {exigible: 440}
"""


def ecrire(dossier: Path, texte: str | bytes, nom: str = "cas.yaml") -> Path:
    chemin = dossier / nom
    chemin.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return chemin


@pytest.mark.parametrize(
    ("ecrit", "genre", "lu"),
    [
        ("100 000,50", "montant", "100000.50"),
        ("100\u202f000,50\u00a0€ HT", "montant", "100000.50"),
        ("100000.5", "montant", "100000.5"),
        ("2,7 M€", "montant", "2700000"),
        ("−500 €", "montant", "-500"),
        ("- 500", "montant", "-500"),
        ("17,5 h", "heures", "17.5"),
        ("5 %", "pourcentage", "5"),
        ("0,5 %", "pourcentage", "0.5"),
        ("2 ans", "duree", "24"),
        ("2,700 M€", "montant", "2700000"),
        ("151,667 h", "heures", "151.667"),
        ("0,125", "heures", "0.125"),
    ],
)
def test_un_nombre_francais_se_lit(ecrit, genre, lu):
    assert lire_nombre(ecrit, genre) == Decimal(lu)


@pytest.mark.parametrize(
    ("ecrit", "genre"),
    [
        ("12 h", "montant"),
        ("100 € TTC", "montant"),
        ("1.000,50", "montant"),
        ("10 00", "montant"),
        ("0,05", "pourcentage"),
        ("12,500 €", "montant"),
        ("12.500", "montant"),
        ("1,000 h", "heures"),
        ("100.000", "nombre"),
        ("-12 mois", "duree"),
        ("-1", "entier"),
        ("1e5", "montant"),
        ("NaN", "heures"),
        ("", "heures"),
        ("9" * 60, "heures"),
    ],
)
def test_un_nombre_douteux_est_refuse(ecrit, genre):
    with pytest.raises(Illisible):
        lire_nombre(ecrit, genre)


@pytest.mark.parametrize(
    ("ecrit", "genre", "remede"),
    [
        ("0,60", "pourcentage", "écrivez « 60 % »"),
        ("0.05", "pourcentage", "écrivez « 5 % »"),
        ("0,075", "pourcentage", "écrivez « 7,5 % »"),
        ("12,500 €", "montant", "écrivez « 12 500 »"),
        ("1.000", "heures", "écrivez « 1 000 »"),
    ],
)
def test_un_nombre_ambigu_dit_comment_l_ecrire(ecrit, genre, remede):
    with pytest.raises(Illisible, match=remede):
        lire_nombre(ecrit, genre)


@pytest.mark.parametrize(
    ("mot", "propose"),
    [
        ("categorie", "categorie_acheteur"),  # une partie du nom
        ("categorie_achteur", "categorie_acheteur"),  # une lettre en moins
        ("montant", "montant"),
        ("acheteur", "categorie_acheteur"),
        ("mon", ""),  # trop court pour dire lequel
        ("inconnu", ""),
    ],
)
def test_une_cle_inconnue_recoit_le_nom_le_plus_proche(mot, propose):
    noms = {nom: nom for nom in ("categorie_acheteur", "montant", "montant_tranche")}
    assert proches(mot, noms) == (f" Vouliez-vous dire « {propose} » ?" if propose else "")


def test_les_dates_se_lisent_comme_on_les_ecrit():
    attendue = date(2026, 3, 1)
    assert {lire_date(t) for t in ("2026-03-01", "01/03/2026", "1er mars 2026", "1 MARS 2026")} == {attendue}
    assert {lire_mois(t) for t in ("2026-03", "03/2026", "mars 2026", "2026-03-31")} == {attendue}
    assert lire_oui_non("Vrai") is True
    for mauvaise in ("2026-02-30", "32/01/2026", "demain", "0001-01-01", "03/2026"):
        with pytest.raises(Illisible):
            lire_date(mauvaise)


@pytest.mark.parametrize(
    ("texte", "passages"),
    [
        ("cas: a\nregle: [", ["YAML mal formé"]),
        ("", ["vide"]),
        ("juste du texte", ["rubriques"]),
        (BON.replace("regle: exigible", "regle: exigibles"), ["n'existe pas", "« exigible »"]),
        (BON.replace("regle: exigible\n", ""), ["Il manque « regle »"]),
        (BON.replace("cumul_ht", "cumul_htt"), ["cumul_htt", "donne", "« cumul_ht »", "Champs admis"]),
        (BON.replace("exigible: 440", "exigibel: 440"), ["exigibel", "« exigible »"]),
        (BON.replace("ugap", "ugapp"), ["ugapp", "« ugap »", "facturation"]),
        (BON.replace("250 000", "beaucoup"), ["donne › cumul_ht", "beaucoup", "montant HT"]),
        (BON.replace("attendu: {exigible: 440}", ""), ["Il manque « attendu »"]),
        (BON.replace("attendu: {exigible: 440}", "attendu: {}"), ["vide"]),
        (BON + "exemples: {a: 1}\n", ["liste de variantes"]),
        (BON + "exemples: []\n", ["liste de variantes"]),
        (BON + "cas: encore\n", ["deux fois"]),
        (BON + "tolerence: 1\n", ["tolerence", "« tolerance »"]),
        (BON + "tolerance: -1\n", ["négative"]),
        (BON.replace("{formule: ugap, cumul_ht: 250 000}", "{formule: fixe}"), ["heures"]),
        (BON.replace("ugap", "fixe, heures: 3, seuil: 5"), ["seuil_ht", "n'a pas de sens"]),
        (BON.replace("250 000", "250 000, cumul_facture_ht: 3"), ["disent la même chose"]),
        (BON.replace("250 000", "9" * 39), ["trop grands"]),
        ("a: &a\n  b: *a\n", ["sans fin"]),
        ("a: &a [*a]\n", ["sans fin"]),
        (b"PK\x03\x04rien", ["archive"]),
        (b"\x00\x01\x02", ["pas du texte"]),
        (b"\xff\xfeimpair", ["rubriques"]),
        ("[" * 200_000, ["imbriqué"]),
        ("- " * 5_000 + "a", ["imbriqué"]),
        ("cas: \x07", ["mal formé"]),
        ("%YAML 3.0\n---\na: 1\n", ["mal formé"]),
        ("[]", ["aucun cas"]),
        ("- []\n", ["rubriques"]),
        ("- texte\n- 5\n", ["rubriques"]),
        ("? [a]\n: b\n", ["simple mot"]),
        (BON.replace("250 000", "!!python/object/apply:os.getcwd []"), ["python/object", "ôtez-la"]),
        (BON.replace("cas: Bon cas", "cas: !titre Bon cas"), ["!titre", "ôtez-la"]),
        (BON.replace("250 000", "250 000, cumul ht: 3"), ["cumul ht", "répète", "cumul_ht"]),
        (BON.replace("250 000", "[250 000]"), ["donne › cumul_ht", "une seule valeur"]),
        (BON.replace("{formule: ugap, cumul_ht: 250 000}", "[ugap]"), ["« donne » attend des champs"]),
        (BON.replace("{formule: ugap, cumul_ht: 250 000}", "5"), ["« donne » attend des champs"]),
        (BON.replace("{formule: ugap, cumul_ht: 250 000}", ""), ["Il manque « donne »"]),
        (BON.replace("{exigible: 440}", "[440]"), ["attendu", "une seule valeur"]),
        (BON.replace("{exigible: 440}", "{parts: 5}"), ["attendu › parts", "table"]),
        (BON.replace("cumul_ht: 250 000", "factures: [{montent: 3}]"), ["factures n° 1", "montent", "« montant_ht »"]),
        (BON.replace("cumul_ht: 250 000", "factures: [{date: 2026-01-01}]"), ["Il manque « montant_ht »", "n° 1"]),
        (
            BON.replace("cumul_ht: 250 000", "reconductions: 3"),
            ["donne › reconductions", "ambigu", "[12 mois, 12 mois]"],
        ),
        (BON.replace("{formule: ugap, cumul_ht: 250 000}", "{lots: [{heures: 3}, {heures: 4}]}"), ["donnez « nom »"]),
        (BON.replace("cumul_ht: 250 000", "factures: [[3]]"), ["factures n° 1", "champs"]),
        (BON.replace("cumul_ht: 250 000", "jour: 2026-02-30"), ["donne › jour", "calendrier"]),
        (BON.replace("regle: exigible", "regle: [exigible]"), ["regle", "une seule valeur"]),
        (BON + "exemples:\n  - [a]\n", ["exemples n° 1", "champs"]),
        (BON + "exemples:\n  - {attendus: 1, resultat: 2}\n", ["exemples n° 1", "répète"]),
        (BON + "format: 2031-4\n", ["2031-4", "format: 2026-1"]),
        ("regle: heures_par_tranche\ndonne: {volume: 3}\nattendu: 0\n", ["Il manque « montant_ht »"]),
        ("regle: calibrer_lots\ndonne: {taux: 5 %}\nattendu: 0\n", ["Il manque « lots »"]),
    ],
)
def test_un_mauvais_fichier_donne_un_message_et_jamais_de_trace(tmp_path, texte, passages, capsys):
    chemin = ecrire(tmp_path, texte)
    assert main([str(chemin)]) == 1
    sortie = capsys.readouterr().out
    assert "Traceback" not in sortie
    assert str(chemin) in sortie
    assert "Noeud" not in sortie, "un message parle du cas, pas du programme"
    for passage in passages:
        assert passage.lower() in sortie.lower()


def test_une_erreur_nomme_le_cas_et_sa_ligne(tmp_path, capsys):
    chemin = ecrire(tmp_path, BON + "---\n" + BON.replace("Bon cas", "Mauvais cas").replace("250 000", "12 h"))
    assert main([str(chemin)]) == 1
    sortie = capsys.readouterr().out
    assert "✓ Bon cas" in sortie
    assert "✗ Mauvais cas\n      ligne 8 : Champ « donne › cumul_ht » : « 12 h »" in sortie


@pytest.mark.parametrize(("contrat", "retenues"), [("CDI", 0), ("CDI à temps partiel", 0), ("CDD de six mois", 70)])
def test_le_type_du_contrat_dit_si_c_est_un_cdi(tmp_path, contrat, retenues):
    """Un CDI ne compte que dans la durée du marché ; les autres contrats, non."""
    faits = "mois: 2026-03, heures: 70, contrat_debut: 2026-01-01, marche_fin: 2026-02-28"
    cas = f"regle: heures_retenues\ndonne: {{{faits}, type de contrat: {contrat}}}\nattendu: {retenues}\n"
    (resultat,) = verifier(ecrire(tmp_path, cas))
    assert resultat.reussi, resultat


def test_le_format_se_date_ou_se_tait(tmp_path):
    assert verifier(ecrire(tmp_path, BON + "format: 2026-1\n"))[0].reussi
    assert verifier(ecrire(tmp_path, BON))[0].reussi


def test_l_ecart_est_dit_champ_par_champ(tmp_path, capsys):
    chemin = ecrire(tmp_path, BON.replace("exigible: 440", "exigible: 220, engagement: 440"))
    assert main([str(chemin)]) == 1
    sortie = capsys.readouterr().out
    assert "exigible : attendu 220, obtenu 440, écart +220" in sortie
    assert "engagement : attendu" not in sortie


def test_le_compte_rendu_json_porte_les_ecarts(tmp_path, capsys):
    chemin = ecrire(tmp_path, BON.replace("exigible: 440", "exigible: 441"))
    assert main([str(chemin), "--json"]) == 1
    rapport = json.loads(capsys.readouterr().out)
    assert (rapport["reussis"], rapport["echoues"]) == (0, 1)
    assert rapport["cas"][0]["champs"] == [
        {"champ": "exigible", "attendu": "441", "obtenu": "440", "ecart": "−1", "reussi": False}
    ]


def test_une_tolerance_se_dit_pour_tous_ou_par_champ(tmp_path):
    faux = BON.replace("exigible: 440", "exigible: 441")
    assert not verifier(ecrire(tmp_path, faux))[0].reussi
    assert verifier(ecrire(tmp_path, faux + "tolerance: 1\n"))[0].reussi
    assert verifier(ecrire(tmp_path, faux + "tolérance: {heures exigibles: 1}\n"))[0].reussi
    assert not verifier(ecrire(tmp_path, faux + "tolerance: {engagement: 1}\n"))[0].reussi


def test_un_fichier_porte_un_cas_une_liste_ou_plusieurs_documents(tmp_path):
    assert len(verifier(ecrire(tmp_path, BON))) == 1
    assert len(verifier(ecrire(tmp_path, BON + "---\n" + BON))) == 2
    liste = "".join("- " + bloc.replace("\n", "\n  ").rstrip() + "\n" for bloc in (BON, BON))
    assert [r.reussi for r in verifier(ecrire(tmp_path, liste))] == [True, True]


def test_les_accents_et_les_encodages_ne_comptent_pas(tmp_path):
    accents = BON.replace("regle", "Règle").replace("donne", "Donné").replace("cas: Bon", "Cas: Été,")
    for encodage in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        resultat = verifier(ecrire(tmp_path, accents.encode(encodage)))[0]
        assert resultat.reussi, (encodage, resultat)
        assert resultat.cas == "Été, cas"


def test_un_dossier_vide_ou_absent_est_un_echec(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert main([str(tmp_path / "absent.yaml")]) == 1
    assert "illisible" in capsys.readouterr().out
    assert main([]) == 2


def test_les_exemples_de_la_documentation_passent(tmp_path):
    texte = (Path(__file__).parents[2] / "docs" / "regles.md").read_text(encoding="utf-8")
    blocs = [bloc.split("```")[0] for bloc in texte.split("```yaml\n")[1:]]
    assert len(blocs) > texte.count("<!-- règles : ")
    for bloc in blocs:
        (resultat,) = verifier(ecrire(tmp_path, bloc))
        assert resultat.reussi, resultat


@pytest.mark.processus
def test_la_commande_se_lance_du_dehors(tmp_path):
    chemin = ecrire(tmp_path, BON)
    racine = Path(__file__).parents[2]
    commande = [sys.executable, "-m", "regles", str(chemin), "--pourquoi"]
    execution = subprocess.run(commande, cwd=racine, capture_output=True, check=False)
    assert execution.returncode == 0, execution.stderr
    assert "1 cas : 1 réussis" in execution.stdout.decode()
