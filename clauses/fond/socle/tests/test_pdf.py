"""Les documents : balisés, datés, paginés, et jamais de repli silencieux."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from clauses.fond.socle.catalogue.fiches import CALCUL
from clauses.fond.socle.catalogue.tableaux import PAR_PUBLIC, realisation
from clauses.fond.socle.graphiques import barres, courbe_de_realisation
from clauses.fond.socle.pdf import ErreurPdf, moteur, produire_pdf

GABARIT = Path(moteur.__file__).parent / "catalogue.typ"
TITRE = "Réhabilitation Solitude"


def donnees() -> dict[str, object]:
    return {
        "surtitre": "Bilan de l'opération",
        "phrase": "Il manque 542\u202fh sur 1\u202f240.",
        "chiffres": [{"titre": "Retenu", "valeur": "698", "unite": "h", "precision": "56\u202f%", "ton": "alerte"}] * 5,
        "alternative": courbe_de_realisation(realisation()).alternative,
        "legende": "Heures cumulées.",
        "alternative_barres": barres(PAR_PUBLIC).alternative,
        "colonnes": [{"titre": "Lot"}, {"titre": "Retenues (h)", "numerique": True}],
        "lignes": [[f"Lot {n}", "796,5"] for n in range(1, 90)] + [['#import "x": * <b> $y$ \\', "1"]],
        "total": ["Total", "1\u202f240"],
        "definitions": [{"nom": "Maître d'ouvrage", "valeur": "Habitat du Hainaut"}],
        "calcul": {
            "chiffre": CALCUL.chiffre,
            "motif": CALCUL.motif,
            "lignes": [{"libelle": p.libelle, "calcul": p.calcul, "resultat": p.resultat} for p in CALCUL.lignes],
            "sources": ["Doctrine"],
        },
        "note": "Une personne peut relever de plusieurs publics.",
        "alerte": "Le lot 1 est en retard.",
    }


def images() -> dict[str, str | bytes]:
    return {"courbe.svg": courbe_de_realisation(realisation()).svg, "barres.svg": barres(PAR_PUBLIC).svg}


def compiler(tmp_path: Path, source: str, **options: object) -> bytes:
    gabarit = tmp_path / "essai.typ"
    gabarit.write_text('#import "/commun.typ": *\n#show: document\n' + source, encoding="utf-8")
    return produire_pdf(gabarit, {"texte": "x"}, titre=TITRE, extrait_le=date(2026, 11, 24), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def lu() -> PdfReader:
    octets = produire_pdf(
        GABARIT,
        donnees(),
        titre=TITRE,
        extrait_le=date(2026, 11, 24),
        auteur="Maison de l'emploi",
        entete="Bilan Solitude",
        images=images(),
    )
    return PdfReader(io.BytesIO(octets))


def test_le_document_est_balise_titre_et_en_francais(lu: PdfReader) -> None:
    racine = lu.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in racine
    assert racine["/Lang"] == "fr"
    assert lu.metadata is not None
    assert lu.metadata.title == TITRE
    xmp = racine["/Metadata"].get_data().decode()
    assert "pdfuaid" in xmp


def test_chaque_page_dit_son_numero_et_la_date_des_donnees(lu: PdfReader) -> None:
    nombre = len(lu.pages)
    assert nombre >= 3
    for rang, page in enumerate(lu.pages, 1):
        texte = page.extract_text()
        assert f"page {rang} sur {nombre}" in texte
        assert "Données au 24 novembre 2026" in texte
    assert "Bilan Solitude" in lu.pages[1].extract_text()
    assert "Maison de l’emploi" in lu.pages[1].extract_text()


def test_l_en_tete_du_tableau_se_repete(lu: PdfReader) -> None:
    assert "Retenues (h)" in lu.pages[1].extract_text()


def test_les_donnees_ne_sont_jamais_du_balisage(lu: PdfReader) -> None:
    tout = "".join(page.extract_text() for page in lu.pages)
    assert '#import "x": * <b> $y$ \\' in tout


def test_seules_nos_polices_entrent_dans_le_document(lu: PdfReader) -> None:
    polices = {
        str(police.get_object()["/BaseFont"]).partition("+")[2]
        for page in lu.pages
        for police in page["/Resources"]["/Font"].values()
    }
    assert polices
    assert all(nom.startswith(("SourceSans3-", "EspaceFine")) for nom in polices)


def test_la_meme_source_donne_les_memes_octets(tmp_path: Path) -> None:
    assert compiler(tmp_path, "= Titre\n#donnees.texte") == compiler(tmp_path, "= Titre\n#donnees.texte")


def test_une_image_sans_texte_de_remplacement_est_refusee(tmp_path: Path) -> None:
    with pytest.raises(ErreurPdf, match="alt"):
        compiler(tmp_path, '#image("/courbe.svg")', images=images())


def test_une_police_inconnue_est_refusee(tmp_path: Path) -> None:
    with pytest.raises(ErreurPdf, match="font"):
        compiler(tmp_path, '#text(font: "Police Absente")[mot]')


def test_une_faute_de_gabarit_nomme_le_gabarit(tmp_path: Path) -> None:
    with pytest.raises(ErreurPdf, match=r"essai\.typ"):
        compiler(tmp_path, "#inconnue")


def test_sans_polices_installees_le_message_dit_la_commande(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(ErreurPdf, match=r"config\.npm ci"):
        compiler(tmp_path, "mot")


def test_un_decimal_passe_en_texte_et_un_objet_est_refuse(tmp_path: Path) -> None:
    gabarit = tmp_path / "d.typ"
    gabarit.write_text('#import "/commun.typ": *\n#show: document\n#donnees.n', encoding="utf-8")
    commun = {"titre": TITRE, "extrait_le": date(2026, 11, 24)}
    octets = produire_pdf(gabarit, {"n": Decimal("7.50")}, **commun)  # type: ignore[arg-type]
    assert "7.50" in PdfReader(io.BytesIO(octets)).pages[0].extract_text()
    with pytest.raises(TypeError, match="ne se met pas dans un document"):
        produire_pdf(gabarit, {"n": object()}, **commun)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "nom", ["Op Bravo 👍🏽", "氏名", "a\u0001b\ufffe", "Cafe\u0301 ☎️ \u2028 \U0001f1eb\U0001f1f7", "שלום"]
)
def test_un_caractere_que_la_police_n_a_pas_ne_prive_pas_du_document(tmp_path: Path, nom: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">{nom[:3]}</text></svg>'
    svg = "".join(c for c in svg if c.isprintable())  # un SVG est du XML
    gabarit = tmp_path / "essai.typ"
    corps = '#donnees.texte #strong(donnees.texte) #image("/nom.svg", alt: donnees.texte)'
    gabarit.write_text('#import "/commun.typ": *\n#show: document\n' + corps, encoding="utf-8")
    octets = produire_pdf(
        gabarit,
        {"texte": f"{nom} à lire"},
        titre=nom,
        extrait_le=date(2026, 11, 24),
        auteur=nom,
        entete=nom,
        images={"nom.svg": svg},
    )
    texte = PdfReader(io.BytesIO(octets)).pages[0].extract_text()
    assert "à lire" in texte
    assert ("□" in texte) == ("un caractère que la police" in texte) == (nom[0] != "a")


def test_ce_que_la_police_sait_ecrire_reste_tel_quel(tmp_path: Path) -> None:
    texte = (
        PdfReader(io.BytesIO(compiler(tmp_path, "Ça œuvre : « 1\u202f240 € » ≥ 5 %, Dvořák, Ελλάδα.")))
        .pages[0]
        .extract_text()
    )
    assert "un caractère que la police" not in texte
