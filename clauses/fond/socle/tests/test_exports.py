"""Une liste de colonnes donne XLSX, CSV et tableau ; un texte n'est jamais une formule."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from python_calamine import CalamineWorkbook

from clauses.fond.socle.colonnes import a_l_ecran, a_l_export, documentation
from clauses.fond.socle.exports import Colonne, Export, en_csv, en_xlsx, neutraliser, reponse_csv, reponse_xlsx
from clauses.fond.socle.tableau import Tableau, Tri

AU = date(2026, 11, 24)
COLONNES = (
    Colonne("nom", "Nom", aide="Tel qu'il figure au contrat."),
    Colonne("naissance", "Naissance", "date", personnelle=True),
    Colonne("entreprise.nom", "Entreprise"),
    Colonne("heures", "Heures", "heures"),
    Colonne("montant", "Montant", "euros"),
    Colonne("mois", "Mois", "mois"),
    Colonne("siret", "SIRET", "siret"),
    Colonne("part", "Part", "pourcent"),
)


@dataclass
class Entreprise:
    nom: str


def ligne(**autres: object) -> dict[str, object]:
    return {
        "nom": "Inès K.",
        "naissance": date(1999, 5, 4),
        "entreprise": Entreprise("BTP & fils"),
        "heures": Decimal("151.67"),
        "montant": Decimal("1250.5"),
        "mois": date(2026, 10, 1),
        "siret": "01234567800010",
        "part": Decimal("126.5"),
    } | autres


PIEGES = ["=1+1", "+33 6 00 00 00 00", "-2", "@SOMME(A1)", "\t=1", '=HYPERLINK("x")', "texte"]


def export(*lignes: dict[str, object], **options: object) -> Export:
    return Export("Contrats d'octobre", COLONNES, lignes or (ligne(),), AU, **options)  # type: ignore[arg-type]


def feuille(contenu: bytes, nom: str = "Données") -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(contenu)).get_sheet_by_name(nom).to_python(skip_empty_area=False)


def test_le_classeur_garde_de_vrais_nombres_et_de_vraies_dates() -> None:
    lu = feuille(en_xlsx(export(avec_personnelles=True)))
    assert lu[0] == ["Nom", "Naissance", "Entreprise", "Heures (h)", "Montant (€)", "Mois", "SIRET", "Part (%)"]
    assert lu[1] == [
        "Inès K.",
        date(1999, 5, 4),
        "BTP & fils",
        151.67,
        1250.5,
        date(2026, 10, 1),
        "01234567800010",
        126.5,
    ]


def test_le_lisez_moi_dit_le_titre_la_date_les_filtres_et_chaque_colonne() -> None:
    texte = feuille(en_xlsx(export(filtres=["Lot 1"], legende=["Heures validées."])), "Lisez-moi")
    a_plat = [case for rang in texte for case in rang if case]
    for attendu in ("Contrats d’octobre", "Filtre\u00a0: Lot 1", "Heures validées.", "Heures (h)", "nombre d’heures"):
        assert attendu in a_plat
    assert any("24\u00a0novembre 2026" in str(case) for case in a_plat)
    assert "Naissance" not in a_plat


def test_une_colonne_personnelle_n_existe_pas_sans_le_droit() -> None:
    for choisir in (a_l_ecran, a_l_export):
        assert [c.cle for c in choisir(COLONNES, avec_personnelles=False)] == [
            c.cle for c in COLONNES if c.cle != "naissance"
        ]
    for contenu in (en_xlsx(export()), en_csv(export())):
        assert b"Naissance" not in contenu
    assert all("Naissance" not in str(case) for rang in feuille(en_xlsx(export())) for case in rang)
    assert "1999" not in en_csv(export()).decode()
    assert "Naissance" in en_csv(export(avec_personnelles=True)).decode()


def test_aucun_texte_ne_devient_une_formule() -> None:
    contenu = en_xlsx(export(*[ligne(nom=piege) for piege in PIEGES]))
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        feuilles = [archive.read(nom).decode() for nom in archive.namelist() if "worksheets/sheet" in nom]
    assert len(feuilles) == 2
    assert not any("<f>" in xml or "<hyperlink" in xml for xml in feuilles)
    assert [rang[0] for rang in feuille(contenu)[1:]] == PIEGES


def test_le_csv_s_ouvre_dans_un_tableur_francais() -> None:
    octets = en_csv(export(ligne(part=None)))
    assert octets.startswith(b"\xef\xbb\xbf")
    entete, rang = list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert entete[0] == "Nom"
    assert rang == ["Inès K.", "BTP & fils", "151,67", "1250,5", "10/2026", "01234567800010", ""]


def test_le_csv_neutralise_ce_qui_ressemble_a_une_formule() -> None:
    lus = list(
        csv.reader(io.StringIO(en_csv(export(*[ligne(nom=p) for p in PIEGES])).decode("utf-8-sig")), delimiter=";")
    )
    assert [rang[0] for rang in lus[1:]] == [*("'" + piege for piege in PIEGES[:-1]), "texte"]
    assert neutraliser("Gros œuvre - lot 2") == "Gros œuvre - lot 2"
    assert (
        list(csv.reader(io.StringIO(en_csv(export(ligne(heures=Decimal(-2)))).decode()), delimiter=";"))[1][2] == "-2"
    )


def test_les_lignes_ne_sont_lues_qu_une_fois_et_une_valeur_fausse_se_voit() -> None:
    assert len(feuille(en_xlsx(Export("T", COLONNES, (ligne() for _ in range(3)), AU)))) == 4
    with pytest.raises(TypeError, match="pas un nombre"):
        en_csv(export(ligne(heures="douze")))
    with pytest.raises(KeyError):
        en_csv(Export("T", (Colonne("absente", "Absente"),), [ligne()], AU))


def test_la_reponse_porte_un_nom_de_fichier_date() -> None:
    classeur, texte = reponse_xlsx(export()), reponse_csv(export())
    assert classeur["Content-Disposition"] == 'attachment; filename="contrats-doctobre-2026-11-24.xlsx"'
    assert texte["Content-Type"] == "text/csv; charset=utf-8"


def test_une_date_et_heure_s_exporte_au_jour_de_paris() -> None:
    instant = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    colonne = (Colonne("le", "Le", "date"),)
    assert feuille(en_xlsx(Export("T", colonne, [{"le": instant}], AU)))[1] == [date(2026, 11, 1)]


def test_la_documentation_vient_des_memes_colonnes() -> None:
    lignes = documentation(COLONNES)
    assert [ligne["titre"] for ligne in lignes] == [c.titre_complet for c in COLONNES]
    assert lignes[1]["personnelle"] == "oui"


NOS_MOTS = (
    Colonne("titulaire", "Donneur d'ordre", aide="Le nom ; vide s'il manque."),
    Colonne("raison", "Raison d'être", "mots"),
    Colonne("etat", "État", "etat"),
    Colonne("courriel", "L'adresse"),
)
SAISI = {"titulaire": "L'Atelier d'O'Neil", "raison": "S'est-il dit : l'accord", "etat": "En attente d'accord"}


def test_nos_mots_sont_imprimes_et_ce_que_quelqu_un_a_saisi_reste_tel_quel() -> None:
    tout = Export("Marchés d'ici", NOS_MOTS, [SAISI | {"courriel": "o'neil@exemple.test"}], AU, legende=["L'an : 1."])
    entete = ["Donneur d’ordre", "Raison d’être", "État", "L’adresse"]
    rang = ["L'Atelier d'O'Neil", "S’est-il dit\u00a0: l’accord", "En attente d’accord", "o'neil@exemple.test"]
    classeur = en_xlsx(tout)
    assert feuille(classeur) == [entete, rang]
    assert list(csv.reader(io.StringIO(en_csv(tout).decode("utf-8-sig")), delimiter=";")) == [entete, rang]
    dits = [str(case) for ligne in feuille(classeur, "Lisez-moi") for case in ligne if case]
    assert {"Marchés d’ici", "L’an\u00a0: 1.", "Le nom\u202f; vide s’il manque."} <= set(dits)
    assert not any("'" in dit for dit in dits)


def afficher(tableau: Tableau) -> str:
    return Template("{% load clause %}{% tableau t %}").render(Context({"t": tableau}))


def test_le_tableau_montre_les_memes_colonnes_en_francais() -> None:
    html = afficher(
        Tableau(
            COLONNES,
            [ligne(nom="<b>Zoé</b>", heures=None)],
            "Contrats",
            url=lambda _: "/contrats/1/",
            total={"nom": "Ensemble", "montant": Decimal("1250.5")},
            tris={"nom": Tri("?tri=nom", "ascending")},
        )
    )
    assert '<a href="/contrats/1/">&lt;b&gt;Zoé&lt;/b&gt;</a>' in html
    assert "BTP &amp; fils" in html
    assert '<td role="cell" class="nombre" data-titre="Heures (h)">—</td>' in html
    assert '<td role="cell" class="nombre" data-titre="Montant (€)">1\u202f250,50</td>' in html
    assert "octobre 2026" in html
    assert 'aria-sort="ascending"' in html
    assert html.count("<tfoot ") == 1
    assert "data-tout" not in html


def test_le_tableau_a_cases_nomme_chaque_case() -> None:
    html = afficher(Tableau(COLONNES[:1], [ligne()], "Contrats", case=lambda _: 7, formulaire="lot"))
    assert 'name="lignes" value="7" form="lot" aria-label="Choisir Inès K."' in html
    assert "data-tout" in html


def test_un_caractere_qui_ne_s_ecrit_pas_n_empeche_ni_le_classeur_ni_le_csv() -> None:
    abime = export(ligne(nom="Net\ufffe\x01Escaut"))
    assert "Escaut" in str(feuille(en_xlsx(abime)))
    assert "Escaut" in en_csv(abime).decode()
