"""Lire un tableau : formats, encodages, séparateurs, en-têtes, numéros de ligne."""

import datetime as dt
import io
import tracemalloc
from decimal import Decimal

import pytest
import xlsxwriter

from clauses.fond.socle.lecture import Ligne, gardees, lire_tableau
from clauses.fond.socle.valeurs import lire_heures

ENTETES = ["Nom", "Prénom", "Nombre d'heures"]
CSV = "Nom;Prénom;Nombre d'heures\nMartin;Zoé;7,5\nDupont;Léo;12\n"


def classeur(lignes, **feuilles) -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as document:
        for nom, contenu in {"Feuille": lignes, **feuilles}.items():
            feuille = document.add_worksheet(nom)
            for rang, ligne in enumerate(contenu):
                feuille.write_row(rang, 0, ligne)
    return tampon.getvalue()


def lire(contenu: bytes, nom: str = "fichier.csv", **options):
    return lire_tableau(io.BytesIO(contenu), nom_fichier=nom, **options)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_un_texte_separe_est_lu_quel_que_soit_son_encodage(encodage, separateur):
    texte = CSV.replace("7,5", "7.5").replace(";", separateur)
    tableau = lire(texte.encode(encodage), entetes_attendues=ENTETES)
    assert [ligne.cellules["Prénom"] for ligne in tableau] == ["Zoé", "Léo"]
    assert tableau.avertissements == ()


def test_l_octet_nul_ne_passe_pas_d_un_texte_a_la_base():
    tableau = lire(CSV.replace("Zoé", "Z\0oé").encode("utf-16"), entetes_attendues=ENTETES)
    assert [ligne.cellules["Prénom"] for ligne in tableau] == ["Zoé", "Léo"]
    assert "illisibles" in tableau.avertissements[0]


def test_la_virgule_decimale_n_est_pas_prise_pour_un_separateur():
    contenu = "a;b\n" + "1,5;2,5\n" * 30
    assert [len(ligne.cellules) for ligne in lire(contenu.encode())] == [2] * 30


def test_quelques_octets_de_windows_dans_de_l_utf8_ne_deforment_pas_le_reste():
    contenu = "Nom;Ville\n" + "Élodie;Orléans\n" * 40
    tableau = lire(contenu.encode() + "Zoé;Liévin\n".encode("cp1252"))
    villes = [ligne.cellules["Ville"] for ligne in tableau]
    assert villes[0] == "Orléans"
    assert villes[-1] == "Liévin"
    assert "relus comme venant de Windows" in tableau.avertissements[0]


def test_le_contenu_decide_et_non_l_extension():
    tableau = lire(CSV.encode("cp1252"), "heures.xlsx", entetes_attendues=ENTETES)
    assert len(list(tableau)) == 2
    assert "CSV" in tableau.avertissements[0]
    tableau = lire(classeur([ENTETES, ["A", "B", 3]]), "heures.csv", entetes_attendues=ENTETES)
    assert len(list(tableau)) == 1
    assert "classeur" in tableau.avertissements[0]


def test_l_en_tete_est_trouve_sous_un_titre_et_apres_une_colonne_vide():
    contenu = classeur(
        [
            ["Export du 12/10/2021"],
            [],
            ["", " NOM", "prenom ", "Nombre d’heures"],
            ["D1", "Martin", "Zoé", 7.5],
            [],
            ["D2", "Dupont", "Léo", 12],
        ]
    )
    tableau = lire(contenu, "export.xlsx", entetes_attendues=ENTETES)
    assert tableau.ligne_entetes == 3
    assert tableau.entetes == ("(colonne A)", *ENTETES)
    assert list(tableau) == [
        Ligne(4, {"(colonne A)": "D1", "Nom": "Martin", "Prénom": "Zoé", "Nombre d'heures": 7.5}),
        Ligne(6, {"(colonne A)": "D2", "Nom": "Dupont", "Prénom": "Léo", "Nombre d'heures": 12.0}),
    ]


def test_les_numeros_de_ligne_sont_ceux_du_tableur():
    texte = 'sep=;\nNom;Note\n"a\nb";1\n\nc;2\n'
    assert [ligne.numero for ligne in lire(texte.encode())] == [3, 5]


def test_un_synonyme_et_une_colonne_facultative_sont_rendus_sous_le_nom_attendu():
    tableau = lire(
        b"Matricule;NOM DE FAMILLE;Remarque\n1;Martin;x\n",
        entetes_attendues=["Nom"],
        entetes_facultatives=["Dossier"],
        synonymes={"Nom": ["Nom de famille"], "Dossier": ["Matricule"]},
    )
    assert next(iter(tableau)).cellules == {"Dossier": "1", "Nom": "Martin", "Remarque": "x"}


def test_un_doublon_de_colonne_inutile_est_signale_sans_bloquer():
    tableau = lire(b"Nom;Note;Note\nA;1;2\n", entetes_attendues=["Nom"])
    assert next(iter(tableau)).cellules == {"Nom": "A", "Note": "1", "Note (C)": "2"}
    assert "figure deux fois" in tableau.avertissements[0]


def test_la_feuille_qui_porte_les_en_tetes_est_choisie():
    contenu = classeur([["Mode d'emploi"], ["Remplir la feuille suivante"]], Saisie=[ENTETES, ["A", "B", 1]])
    assert lire(contenu, "a.xlsx", entetes_attendues=ENTETES).feuille == "Saisie"
    assert lire(contenu, "a.xlsx", feuille="Feuille").feuille == "Feuille"


def test_les_autres_feuilles_aux_memes_titres_ne_sont_pas_lues_et_c_est_dit():
    """Deux années dans un classeur : la seconde disparaissait sans un mot."""
    rangs = [ENTETES, ["A", "B", 1]]
    contenu = classeur(rangs, **{"2025": rangs, "Notes": [["Lu le"], ["hier"]]})
    for options in ({"entetes_attendues": ENTETES}, {"entetes_facultatives": ENTETES}):
        tableau = lire(contenu, "a.xlsx", **options)
        assert len(list(tableau)) == 1
        (avis,) = tableau.avertissements
        assert "« 2025 »" in avis.replace("\xa0", " ")
        assert "Notes" not in avis
    assert not lire(contenu, "a.xlsx", feuille="2025", entetes_attendues=ENTETES).avertissements
    assert not lire(classeur(rangs), "a.xlsx", entetes_attendues=ENTETES).avertissements


def test_une_ligne_de_texte_decalee_porte_son_anomalie():
    tableau = lire(b"Nom;Ville;Note\nA;B\nC;D;E;F\nG;H;I;;\n")
    courte, longue, normale = tableau
    assert courte.cellules == {"Nom": "A", "Ville": "B", "Note": ""}
    assert courte.anomalie is None
    assert "4 cases pour 3 colonnes" in longue.anomalie
    assert normale.anomalie is None


def test_les_cellules_d_un_classeur_gardent_leur_type():
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as document:
        feuille = document.add_worksheet()
        feuille.write_row(0, 0, ["Jour", "Durée", "SIRET", "Calcul"])
        feuille.write_datetime(1, 0, dt.datetime(2021, 10, 12), document.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        feuille.write_number(1, 1, 1.5, document.add_format({"num_format": "[h]:mm"}))
        feuille.write_number(1, 2, 99900011000018)
        feuille.write_formula(1, 3, "=1+1", None, 2)
    (ligne,) = lire(tampon.getvalue(), "types.xlsx")
    assert list(ligne.cellules.values()) == [dt.date(2021, 10, 12), dt.timedelta(hours=36), 99900011000018.0, 2.0]


@pytest.mark.parametrize("format_de_case", ["h:mm", "[h]:mm", "[h]:mm:ss", "dd/mm/yyyy hh:mm"])
@pytest.mark.parametrize("heures", ["7.5", "24", "31.5", "48", "151.67", "1416", "1476"])
def test_des_heures_au_dela_d_un_jour_se_lisent_quel_que_soit_le_format_de_la_case(heures, format_de_case):
    """Une somme de 31 h 30 qu'un tableur affiche « 7:30 », ou comme un instant de 1900."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as document:
        feuille = document.add_worksheet()
        feuille.write(0, 0, "Heures")
        feuille.write_number(1, 0, float(heures) / 24, document.add_format({"num_format": format_de_case}))
    (ligne,) = lire(tampon.getvalue(), "heures.xlsx")
    assert lire_heures(ligne.cellules["Heures"]) == Decimal(heures)


def test_un_tableau_se_parcourt_deux_fois_et_laisse_ouvert_le_fichier_de_l_appelant(tmp_path):
    flux = io.BytesIO(CSV.encode())
    tableau = lire_tableau(flux, nom_fichier="a.csv")
    assert list(tableau) == list(tableau)
    assert not flux.closed
    chemin = tmp_path / "b.csv"
    chemin.write_bytes(CSV.encode())
    assert len(list(lire_tableau(chemin))) == 2


def test_un_fichier_depose_sur_le_site_est_lu_par_son_enveloppe():
    class Depot:
        def __init__(self, contenu: bytes) -> None:
            self.file, self.name = io.BytesIO(contenu), "depot.csv"

    assert lire_tableau(Depot(CSV.encode())).nom_fichier == "depot.csv"


def test_la_lecture_au_fil_de_l_eau_ne_garde_pas_les_lignes():
    contenu = b"Nom;Note\n" + b"Martin;une remarque assez longue pour peser\n" * 20_000
    tableau = lire(contenu)
    tracemalloc.start()
    assert sum(1 for _ in tableau) == 20_000
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pic < 1_000_000


def test_des_cases_gardees_se_relisent_a_l_identique_leur_type_compris():
    """1, 1.0, True et le texte « 1.0 » sont quatre cases ; -0.0 n'est pas 0.0."""
    moment = dt.datetime.fromisoformat("2026-10-01T07:30")
    moments = [moment, moment.date(), moment.time(), dt.timedelta(1, 2, 3)]
    valeurs = ["", "1.0", 1.0, 1, True, False, 0.0, -0.0, 0, "é\n\u202f", "1.0", *moments, 1e300, "", 7.25]
    rangees = [[valeur, "toujours", n % 3] for n, valeur in enumerate(valeurs * 200)]
    octets = gardees.serrer("la clé", "Feuille", iter(rangees)).en_octets()
    reprises = gardees.reprendre(octets, "la clé")
    assert (reprises.feuille, list(map(repr, reprises.rangees()))) == ("Feuille", [repr(tuple(r)) for r in rangees])
    assert gardees.reprendre(octets, "une autre clé") is None


def test_un_classeur_garde_rend_le_meme_tableau():
    contenu = classeur([ENTETES, ["Martin", "Zoé", 7.5], [], ["Dupont", "Léo", 12]], Notes=[["rien"]])
    lu = lire(contenu, "f.xlsx", entetes_attendues=ENTETES, gardees=b"")
    reprises = lire(contenu, "f.xlsx", entetes_attendues=ENTETES, gardees=lu.a_garder())
    nu = lire(contenu, "f.xlsx", entetes_attendues=ENTETES)
    assert list(reprises) == list(lu) == list(nu)
    assert (reprises.feuille, reprises.entetes, reprises.ligne_entetes) == (nu.feuille, nu.entetes, nu.ligne_entetes)
    assert (nu.a_garder(), lire(CSV.encode(), gardees=b"").a_garder()) == (b"", b"")
