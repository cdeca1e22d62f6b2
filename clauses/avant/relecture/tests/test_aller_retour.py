"""Nos propres pièces, relues contre leur propre lot : aucune ne se fait bloquer, quelle que soit la formule."""

import io
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.services import pieces as redaction
from clauses.avant.redaction.tests import fabriques
from clauses.avant.redaction.tests.scene import Scene
from clauses.avant.relecture import services

pytestmark = pytest.mark.django_db
NATURES = {Piece.Nature.CCAP: "CCAP", Piece.Nature.RC: "RC", Piece.Nature.AAPC: "AAPC", Piece.Nature.AE: "AE"}


def relue(scene: Scene, nature: str):
    """La pièce engendrée, puis relue contre tous les lots de son marché."""
    version = redaction.engendrer(
        redaction.preparer(scene.marche, nature, par=scene.acteur()), par=scene.acteur()
    ).version
    fichiers = [(f"{NATURES[nature]}.docx", bytes(version.contenu))]
    return services.deposer(fichiers, par=scene.acteur(), marche=scene.marche).pieces.get()


def relue_apres(scene: Scene, nature: str, avant: str, apres: str):
    """La pièce engendrée, un de ses chiffres changé à la main, puis relue."""
    version = redaction.engendrer(
        redaction.preparer(scene.marche, nature, par=scene.acteur()), par=scene.acteur()
    ).version
    piece, tampon = docx.Document(io.BytesIO(bytes(version.contenu))), io.BytesIO()
    (ecrit,) = [t for t in piece.element.iter(qn("w:t")) if avant in (t.text or "")]
    ecrit.text = ecrit.text.replace(avant, apres)
    piece.save(tampon)
    fichiers = [(f"{NATURES[nature]}.docx", tampon.getvalue())]
    return services.deposer(fichiers, par=scene.acteur(), marche=scene.marche).pieces.get()


@pytest.mark.parametrize("nature", [Piece.Nature.CCAP, Piece.Nature.RC], ids=str)
@pytest.mark.parametrize(
    ("avant", "apres", "a_ecrire"),
    [
        ("1\u202f400", "1\u202f000", "Lot 1 : 1 400 h d’insertion."),
        ("4\u202f500", "4\u202f100", "Total : 4 500 h d’insertion."),
    ],
    ids=["la ligne d'un lot", "le total"],
)
def test_un_chiffre_change_se_corrige_la_ou_il_est_faux(nature, avant, apres, a_ecrire):
    marche = fabriques.marche_prepare()
    for numero, intitule, heures in (("1", "Gros œuvre", 1400), ("2", "Charpente", 2000), ("3", "Peinture", 1100)):
        fabriques.clause(marche, numero, intitule, formule="fixe", heures=Decimal(heures))
    remarques = relue_apres(Scene(marche), nature, avant, apres).remarques
    (somme,) = [r for r in remarques if r["code"] == "somme_des_lots"]
    assert somme["a_ecrire"].replace("\u202f", " ").replace("\u00a0", " ") == a_ecrire
    assert apres in somme["citation"]
    fausses = [r["a_ecrire"] for r in remarques if "4\u202f100" in r.get("a_ecrire", "")]
    assert fausses == []


@pytest.mark.parametrize(
    ("nom", "avant", "apres", "code"),
    [
        ("lots_a_jalons", "1\u202f000", "1\u202f200", "chiffres_de_notre_article"),
        ("lots_a_jalons", "2\u202f500", "2\u202f600", "chiffres_de_notre_article"),
        ("lots_a_jalons", "31\u00a0mars", "30\u00a0mars", "chiffres_de_notre_article"),
        ("lots_a_jalons", "30\u00a0septembre 2027", "30\u00a0novembre 2027", "jalons_du_lot"),
        ("lots_a_jalons", "31\u00a0mars 2027", "printemps 2027", "jalons_du_lot"),
        ("jalons", "375", "350", "chiffres_de_notre_article"),
        ("jalons", "du 12e", "du 14e", "chiffres_de_notre_article"),
        ("jalons", "900\u00a0heures", "neuf cents heures", "jalons_du_lot"),
    ],
)
def test_un_jalon_change_a_la_main_se_dit_une_fois_la_ou_il_est(nom, avant, apres, code):
    piece = relue_apres(Scene(fabriques.SCENES[nom]()), Piece.Nature.CCAP, avant, apres)
    (dite,) = [r for r in piece.remarques if r["gravite"] != "conforme"]
    assert dite["code"] == code
    assert "jalon" in dite["a_ecrire"].lower()
    (ou,) = [texte for texte, _, numero, *_ in piece.paragraphes if numero == dite["paragraphe"]]
    assert apres in ou


@pytest.mark.parametrize("nom", sorted(fabriques.SCENES))
@pytest.mark.parametrize("nature", list(NATURES), ids=str)
def test_notre_piece_est_conforme_a_son_lot(nom, nature):
    scene = Scene(fabriques.SCENES[nom]())
    if not any(a.nature == nature and a.a_lieu for a in applicables(lire(scene.marche))):
        pytest.skip(f"{nom} n'appelle pas cette pièce")
    piece = relue(scene, nature)
    dites = [r for r in piece.remarques if r["gravite"] in ("bloquante", "a_corriger")]
    assert [(r["code"], r["explication"], r.get("citation", "")) for r in dites] == []
    assert any(r["gravite"] == "conforme" for r in piece.remarques)
