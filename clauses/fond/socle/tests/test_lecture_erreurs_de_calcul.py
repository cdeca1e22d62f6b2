"""Une case que le tableur n'a pas su calculer n'est pas une case vide : elle est vue, et refusée par son nom."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.lecture import lire_tableau
from clauses.fond.socle.lecture.brut import SANS_ERREURS
from clauses.fond.socle.valeurs import (
    FORMULE_SANS_RESULTAT,
    CelluleInvalide,
    lire_code_postal,
    lire_date,
    lire_decimal,
    lire_heures,
    lire_mois,
    lire_siret,
    lire_texte,
)

ERREURS = ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]
ENTETES = ("Nom", "Heures")


def xlsx(erreur: str, depart: tuple[int, int] = (0, 0)) -> bytes:
    """« Nom, Heures », puis une ligne juste et une ligne en erreur ; `depart` : où commence le tableau."""
    tampon, (ligne, colonne) = io.BytesIO(), depart
    with xlsxwriter.Workbook(tampon) as classeur:
        feuille = classeur.add_worksheet("Feuille")
        feuille.write_row(ligne, colonne, ENTETES)
        feuille.write_row(ligne + 1, colonne, ("Zoé", 7.5))
        feuille.write_string(ligne + 2, colonne, "Léo")
        feuille.write_formula(ligne + 2, colonne + 1, "=A1/0", None, erreur)
    return tampon.getvalue()


def case(texte: str, attributs: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributs}><text:p>{texte}</text:p></table:table-cell>"


def ods(*cases: str) -> bytes:
    """Un classeur ODS réduit à sa feuille ; `cases` : les cases « Heures », en XML."""
    rangees = ["".join(map(case, ENTETES)), *(case("Léo") + heures for heures in cases)]
    lignes = "".join(f"<table:table-row>{rangee}</table:table-row>" for rangee in rangees)
    opendocument = "urn:oasis:names:tc:opendocument:xmlns"
    espaces = " ".join(f'xmlns:{nom}="{opendocument}:{nom}:1.0"' for nom in ("office", "table", "text"))
    espaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    contenu = f'<table:table table:name="Feuille">{lignes}</table:table>'
    for balise in ("office:spreadsheet", "office:body"):
        contenu = f"<{balise}>{contenu}</{balise}>"
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {espaces}>{contenu}</office:document-content>")
    return tampon.getvalue()


def lire(contenu: bytes, nom: str = "a.xlsx", **options):
    return lire_tableau(io.BytesIO(contenu), nom_fichier=nom, entetes_attendues=ENTETES, **options)


@pytest.mark.parametrize("erreur", ERREURS)
def test_une_erreur_d_un_classeur_est_vue_et_se_nomme_comme_au_tableur(erreur):
    juste, fausse = lire(xlsx(erreur))
    assert (juste.cellules["Heures"], fausse.cellules["Heures"]) == (7.5, erreur)
    with pytest.raises(LigneRefusee, match="La case B3 contient une erreur du tableur") as refus:
        Cellules(fausse, frozenset(ENTETES))
    assert (refus.value.champ, refus.value.valeur) == ("Heures", erreur)
    assert Cellules(fausse, frozenset({"Nom"}))  # une colonne que l'on ne reprend pas n'empêche rien


def test_un_tableau_decale_garde_le_nom_de_ses_cases():
    fausse = list(lire(xlsx("#N/A", (3, 2))))[-1]
    with pytest.raises(LigneRefusee, match="La case D6"):
        Cellules(fausse, frozenset(ENTETES))


def test_une_formule_sans_resultat_garde_n_est_pas_une_case_vide():
    juste, fausse = lire(xlsx(""))
    assert (juste.cellules["Heures"], fausse.cellules["Heures"]) == (7.5, FORMULE_SANS_RESULTAT)
    with pytest.raises(LigneRefusee, match="La case B3 contient une formule dont le résultat") as refus:
        Cellules(fausse, frozenset(ENTETES))
    assert "enregistrer" in refus.value.remede  # rien n'est à corriger : le rouvrir et l'enregistrer suffit


def test_une_formule_qui_rend_un_texte_vide_est_une_case_vide():
    contenu = io.BytesIO(xlsx("#N/A"))
    sortie = io.BytesIO()
    with zipfile.ZipFile(contenu) as avant, zipfile.ZipFile(sortie, "w") as apres:
        for nom in avant.namelist():
            octets = avant.read(nom).replace(b't="e"><f>A1/0</f><v>#N/A</v>', b't="str"><f>A1/0</f><v></v>')
            apres.writestr(nom, octets)
    assert [ligne.cellules["Heures"] for ligne in lire(sortie.getvalue())] == [7.5, ""]


def test_les_erreurs_restent_dans_les_cases_que_l_on_garde():
    premier = lire(xlsx("#REF!"), gardees=b"")
    second = lire(xlsx("#REF!"), gardees=premier.a_garder())
    assert [ligne.cellules for ligne in second] == [ligne.cellules for ligne in premier]
    assert list(second)[-1].cellules["Heures"] == "#REF!"


def test_un_classeur_ods_dit_aussi_ses_erreurs():
    erreur = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    fausse = case("#DIV/0!", f'table:formula="of:=[.A1]/0" {erreur}')
    vide = '<table:table-cell table:formula="of:=[.A1]"/>'
    juste = case("7,5", 'table:formula="of:=1" office:value-type="float" office:value="7.5"')
    lues = [ligne.cellules["Heures"] for ligne in lire(ods(juste, fausse, vide), "a.ods")]
    assert lues == [7.5, "#DIV/0!", FORMULE_SANS_RESULTAT]


def test_un_texte_separe_dit_les_siennes_et_un_texte_ordinaire_n_en_est_pas_une():
    texte = "Nom;Heures\nLéo;#VALEUR!\n#1 du quartier;7\nErr;7\n"
    fausse, *autres = lire(texte.encode(), "a.csv")
    with pytest.raises(LigneRefusee, match="B2"):
        Cellules(fausse, frozenset(ENTETES))
    assert [Cellules(ligne, frozenset(ENTETES)).texte("Nom") for ligne in autres] == ["#1 du quartier", "Err"]


@pytest.mark.parametrize(
    "erreur", [*ERREURS, "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "Err:502", FORMULE_SANS_RESULTAT]
)
@pytest.mark.parametrize(
    "lecteur", [lire_texte, lire_decimal, lire_heures, lire_date, lire_mois, lire_siret, lire_code_postal]
)
def test_aucun_lecteur_ne_prend_une_erreur_pour_une_valeur(lecteur, erreur):
    with pytest.raises(CelluleInvalide, match=r"une erreur du tableur|formule dont le résultat"):
        lecteur(erreur)


def test_un_format_qui_ne_les_montre_pas_le_dit():
    assert "xlsx" in SANS_ERREURS
    assert lire(xlsx("#N/A")).avertissements == ()


@pytest.mark.parametrize(
    ("ecrit", "lues"),
    [(0.3125, "7 h 30"), ("0,3125", "7 h 30"), (22 / 72, "7 h 20"), (1 / 3, "8 h"), (4.3125, "103 h 30")],
)
def test_une_fraction_de_jour_n_est_pas_prise_pour_des_heures(ecrit, lues):
    with pytest.raises(CelluleInvalide, match=f"est-ce {lues}".replace(" ", ".")) as refus:
        lire_heures(ecrit)
    assert refus.value.message.startswith("À confirmer")
    assert "Écrire" in refus.value.remede


@pytest.mark.parametrize("ecrit", [0.25, 0.5, 7.5, 151.666666667, 33.333333333, "33,336", 12.125, 0.317])
def test_des_heures_ordinaires_restent_des_heures(ecrit):
    assert lire_heures(ecrit) is not None


def test_un_zero_perdu_se_dit_avec_ses_voisins():
    remarques: list[str] = []
    assert lire_code_postal(7700.0, remarques=remarques) == "07700"
    assert "Belgique" in remarques[0]
    assert lire_date("31/12/9999", maximum=date.max) == date(9999, 12, 31)
