"""Un DOCX se lit dans l'ordre, tableaux, notes et zones de texte compris ; ce qui n'est pas lu est dit."""

import docx
import pytest

from lecteur.documents import PieceIllisible, lire, ouvrir
from lecteur.tests.pieces import CLAUSE, avec_entree, docx_xml, en_docx, en_odt, enregistrer


def textes(contenu: bytes) -> list[str]:
    return [p.texte for p in lire(contenu, "piece.docx").paragraphes]


def test_paragraphes_et_tableaux_viennent_dans_l_ordre():
    document = docx.Document()
    document.add_paragraph("Avant.")
    tableau = document.add_table(2, 2)
    for case, texte in zip([c for r in tableau.rows for c in r.cells], ["Lot", "Heures", "1", "350 h"], strict=True):
        case.text = texte
    document.add_paragraph("Après.")
    document.sections[0].header.paragraphs[0].text = "Ville d'essai — CCAP"
    lu = ouvrir(enregistrer(document), "x.docx")
    assert [p.texte for p in lu.texte.paragraphes] == [
        "Avant.",
        "Lot | Heures",
        "1 | 350 h",
        "Après.",
        "Ville d'essai — CCAP",
    ]
    assert [p.dans_tableau for p in lu.texte.paragraphes] == [False, True, True, False, False]
    assert lu.lieux[5] == "en-tête ou pied de page"
    assert [p.numero for p in lu.texte.paragraphes] == [1, 2, 3, 4, 5]
    assert {p.page for p in lu.texte.paragraphes} == {None}, "Word n'a pas dit ses pages : on ne les invente pas"


def test_chaque_paragraphe_connait_son_titre():
    lu = ouvrir(en_docx(*CLAUSE, titre="Clauses administratives"), "x.docx")
    assert lu.titres == {1: "Clauses administratives", 2: CLAUSE[0], 3: CLAUSE[0]}


def test_le_texte_supprime_n_est_pas_lu_et_c_est_dit():
    lu = ouvrir(
        docx_xml(
            '<w:p><w:r><w:t xml:space="preserve">Soit </w:t></w:r>'
            "<w:del><w:r><w:delText>500 heures</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>700 heures</w:t></w:r></w:ins></w:p>"
        ),
        "x.docx",
    )
    assert lu.texte.paragraphes[0].texte == "Soit 700 heures"
    assert any("modifications suivies" in phrase for phrase in lu.avertissements)


def test_le_texte_masque_n_est_pas_lu_et_c_est_dit():
    lu = ouvrir(
        docx_xml("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t>visible</w:t></w:r></w:p>"),
        "x.docx",
    )
    assert lu.texte.paragraphes[0].texte == "visible"
    assert any("masqué" in phrase for phrase in lu.avertissements)


def test_une_zone_de_texte_est_lue_une_seule_fois():
    boite = "<w:txbxContent><w:p><w:r><w:t>Encadré : 60 € par heure</w:t></w:r></w:p></w:txbxContent>"
    lu = ouvrir(
        docx_xml(
            f"<w:p><w:r><w:t>Texte.</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{boite}</mc:Choice>"
            f"<mc:Fallback>{boite}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
        "x.docx",
    )
    assert [p.texte for p in lu.texte.paragraphes] == ["Texte.", "Encadré : 60 € par heure"]
    assert lu.lieux[2] == "zone de texte"


def test_les_controles_de_contenu_sont_traverses():
    assert textes(
        docx_xml("<w:p><w:sdt><w:sdtContent><w:r><w:t>Choisi dans une liste</w:t></w:r></w:sdtContent></w:sdt></w:p>")
    ) == ["Choisi dans une liste"]


def test_les_sauts_de_page_rendus_donnent_la_page():
    lu = lire(
        docx_xml(
            "<w:p><w:r><w:t>Page un.</w:t></w:r></w:p>",
            "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Page deux.</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>À cheval</w:t><w:lastRenderedPageBreak/><w:t> sur trois.</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>Page trois.</w:t></w:r></w:p>",
        ),
        "x.docx",
    )
    assert [p.page for p in lu.paragraphes] == [1, 2, 2, 3]


def test_une_note_de_bas_de_page_suit_son_appel():
    notes = (
        f'<w:footnotes {docx_ns()}><w:footnote w:id="2"><w:p><w:r><w:t>Hors reconductions.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    contenu = docx_xml('<w:p><w:r><w:t>500 heures</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    lu = ouvrir(avec_entree(contenu, "word/footnotes.xml", notes.encode()), "x.docx")
    assert [p.texte for p in lu.texte.paragraphes] == ["500 heures", "Hors reconductions."]
    assert lu.lieux[2] == "note"


def docx_ns() -> str:
    return 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_les_macros_ne_sont_que_signalees():
    lu = ouvrir(avec_entree(en_docx(*CLAUSE), "word/vbaProject.bin", b"\x00macro"), "piece.docm")
    assert CLAUSE[1] in [p.texte for p in lu.texte.paragraphes]
    assert any("macros" in phrase for phrase in lu.avertissements)


def test_un_odt_se_lit_avec_ses_notes_et_ses_tableaux():
    lu = ouvrir(
        en_odt(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes>"
            '<text:h text:outline-level="1">Article 3</text:h><text:p>500<text:s/>heures'
            "<text:note><text:note-citation>1</text:note-citation>"
            "<text:note-body><text:p>Note.</text:p></text:note-body></text:note> dues.</text:p>"
            "<table:table><table:table-row><table:table-cell><text:p>Lot 1</text:p></table:table-cell>"
            "<table:table-cell><text:p>350 h</text:p></table:table-cell></table:table-row></table:table>"
        ),
        "x.odt",
    )
    assert [p.texte for p in lu.texte.paragraphes] == ["Article 3", "500 heures dues.", "Note.", "Lot 1 | 350 h"]
    assert lu.titres[4] == "Article 3"
    assert any("modifications suivies" in phrase for phrase in lu.avertissements)


@pytest.mark.parametrize("partie", [0.3, 0.9])
def test_un_docx_tronque_est_refuse(partie):
    contenu = en_docx(*CLAUSE)
    with pytest.raises(PieceIllisible, match="tronqué ou abîmé"):
        ouvrir(contenu[: int(len(contenu) * partie)], "x.docx")


def test_un_xml_piege_est_refuse():
    bombe = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;&a;</x>'
    with pytest.raises(PieceIllisible, match="abîmé"):
        ouvrir(avec_entree(en_docx("x"), "word/document.xml", bombe), "x.docx")


def test_une_bombe_compressee_est_refusee_sans_etre_ouverte():
    with pytest.raises(PieceIllisible, match="décompressé"):
        ouvrir(avec_entree(en_docx("x"), "word/media/vide.bin", b"\x00" * 160_000_000), "x.docx")


def test_un_document_vide_le_dit():
    with pytest.raises(PieceIllisible, match="aucun texte"):
        ouvrir(en_docx(), "x.docx")


def test_des_blocs_emboites_sans_fin_sont_refuses_sans_panne():
    profond = "<w:sdt><w:sdtContent>" * 3000 + "<w:r><w:t>x</w:t></w:r>" + "</w:sdtContent></w:sdt>" * 3000
    racine = f"<w:document {docx_ns()}><w:body><w:p>{profond}</w:p></w:body></w:document>"
    with pytest.raises(PieceIllisible, match="abîmé"):
        ouvrir(avec_entree(en_docx("x"), "word/document.xml", racine.encode()), "x.docx")
