"""Un PDF se lit page par page ; ce qui ne se lit pas est refusé en disant quoi faire."""

import pytest

from lecteur.documents import TAILLE_MAX, PieceIllisible, lire, ouvrir
from lecteur.documents.pdf_paragraphes import coller
from lecteur.tests.pieces import OLE, en_docx, en_pdf, pdf_chiffre, pdf_image, png

PHRASE = (
    "Le titulaire s'engage à réserver un volume de 1 250 heures de travail à des personnes éloignées de l'emploi, "
    "rencontrant des difficultés particulières d'insertion professionnelle, pendant toute la durée du marché. "
)


def test_les_lignes_d_un_paragraphe_sont_jointes_et_les_mots_coupes_recolles():
    source = f"#set par(justify: true)\n#set text(hyphenate: true)\n#block(width: 6cm)[{PHRASE}]"
    (paragraphe,) = lire(en_pdf(source), "x.pdf").paragraphes
    assert paragraphe.texte.replace("\u2019", "'") == PHRASE.strip()
    assert paragraphe.page == 1


def test_les_titres_courants_sont_retires_du_texte_et_dits_une_fois():
    source = (
        "#set page(header: [Ville d'essai — CCAP], footer: context [Page #counter(page).display() sur 3])\n"
        f"{PHRASE}\n#pagebreak()\nDeuxième page, {PHRASE}\n#pagebreak()\nTroisième."
    )
    lu = ouvrir(en_pdf(source), "x.pdf")
    assert [(p.page, lu.lieux.get(p.numero, "")) for p in lu.texte.paragraphes] == [
        (1, ""),
        (2, ""),
        (3, ""),
        (1, "en-tête ou pied de page"),
    ]
    assert lu.texte.paragraphes[-1].texte.startswith("Ville d")
    assert lu.pages == 3


def test_une_phrase_a_cheval_sur_deux_pages_n_en_fait_qu_une():
    source = "#set page(height: 6cm, margin: 1cm)\n" + PHRASE * 4
    (paragraphe,) = lire(en_pdf(source), "x.pdf").paragraphes
    assert paragraphe.texte.count("1 250 heures") == 4


def test_deux_colonnes_se_lisent_l_une_apres_l_autre():
    source = "#set page(columns: 2, height: 14cm)\n" + PHRASE * 8 + "\n\nDernier paragraphe, seul."
    textes = [p.texte for p in lire(en_pdf(source), "x.pdf").paragraphes]
    assert textes[-1] == "Dernier paragraphe, seul."
    assert " ".join(textes).count("1 250 heures de travail à des personnes éloignées") == 8


def test_un_tableau_garde_ses_rangees():
    source = (
        "#table(columns: (1fr, 3fr, 1fr), [Lot], [Intitulé], [Heures], [1], [Gros œuvre], [350], "
        "[2], [Peinture intérieure et ravalement de toutes les façades du bâtiment principal et des annexes], [120])"
    )
    paragraphes = lire(en_pdf(source), "x.pdf").paragraphes
    assert [p.texte for p in paragraphes] == [
        "Lot | Intitulé | Heures",
        "1 | Gros œuvre | 350",
        "2 | Peinture intérieure et ravalement de toutes les façades du bâtiment principal et des annexes | 120",
    ]
    assert all(p.dans_tableau for p in paragraphes)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("déclen-", "chement", "déclenchement"),
        ("le sous-", "traitant", "le sous-traitant"),
        ("main-", "d'œuvre", "main-d'œuvre"),
        ("Jean-", "Pierre", "Jean- Pierre"),
        ("fin.", "Début", "fin. Début"),
        ("celles-", "ci", "celles-ci"),
        ("oppor\u00ad", "tunité", "opportunité"),
    ],
)
def test_coller_deux_lignes(avant, apres, attendu):
    assert coller(avant, apres) == attendu


def test_un_pdf_numerise_dit_qu_il_est_une_image():
    with pytest.raises(PieceIllisible, match="Ce PDF est une image") as refus:
        ouvrir(pdf_image(2), "scan.pdf")
    assert "format d'origine" in str(refus.value).replace("’", "'")


def test_une_page_numerisee_parmi_d_autres_est_dite():
    lu = ouvrir(pdf_image(apres=en_pdf(PHRASE)), "x.pdf")
    assert lu.avertissements == ("La page 2 est une image\u00a0: elle n'est pas lue.",)


def test_un_pdf_chiffre_le_dit():
    with pytest.raises(PieceIllisible, match="mot de passe"):
        ouvrir(pdf_chiffre(), "x.pdf")


def test_un_pdf_qui_n_interdit_que_l_impression_se_lit():
    assert lire(pdf_chiffre(""), "x.pdf").paragraphes[0].texte == "Bonjour."


def test_un_pdf_tronque_est_refuse_meme_si_pdfium_saurait_le_reparer():
    contenu = en_pdf(PHRASE * 30)
    with pytest.raises(PieceIllisible, match="tronqué"):
        ouvrir(contenu[: len(contenu) // 2], "x.pdf")


def test_un_faux_pdf_est_refuse():
    with pytest.raises(PieceIllisible, match="abîmé"):
        ouvrir(b"%PDF-1.7\nrien\n%%EOF", "x.pdf")


def test_une_page_blanche_n_a_aucun_texte():
    with pytest.raises(PieceIllisible, match="aucun texte"):
        ouvrir(en_pdf("#rect()"), "x.pdf")


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "vide"),
        (OLE + "WordDocument".encode("utf-16-le"), "ancien document Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"{\\rtf1 Bonjour}", "RTF"),
        (png(), "image"),
        (b"<!DOCTYPE html><p>500 heures</p>", "page web"),
        (b"PK\x03\x04nimporte", "tronqué ou abîmé"),
        (bytes(range(32)) * 40, "format"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse_en_disant_quoi_faire(contenu, dit):
    with pytest.raises(PieceIllisible, match=dit) as refus:
        ouvrir(contenu, "piece.docx")
    assert refus.value.remede


def test_l_extension_ne_compte_pas():
    assert lire(en_docx("Bonjour à tous."), "piece.pdf").paragraphes[0].texte == "Bonjour à tous."
    assert (
        lire("Clause : 500 h\r\n\r\nPénalité : 60 €".encode("cp1252"), "x.doc").paragraphes[1].texte
        == "Pénalité : 60 €"
    )


def test_un_fichier_trop_lourd_est_refuse_avant_d_etre_lu():
    with pytest.raises(PieceIllisible, match="40 Mo"):
        ouvrir(b"%PDF-" + b"\x00" * 40_000_000, "gros.pdf")
    assert TAILLE_MAX < 40_000_000


@pytest.mark.donnees_reelles
def test_la_clause_type_publiee_en_doc_dit_quoi_faire(donnees_reelles):
    (fichier,) = (donnees_reelles / "documents").glob("*.doc")
    with pytest.raises(PieceIllisible, match=r"enregistrez-le au format \.docx"):
        ouvrir(fichier.read_bytes(), fichier.name)
