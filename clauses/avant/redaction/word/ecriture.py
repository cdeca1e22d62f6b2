"""Écrire une pièce en DOCX : titres, paragraphes, puces et tableaux du `Document`, en-tête et pied de page."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from clauses.avant.redaction.document import Document, Paragraphe, Section, Tableau
from clauses.avant.redaction.word import styles
from regles.typographie import INSECABLE, jour_en_mots

LARGEUR = Mm(166)
LOGO_HAUTEUR = Mm(11)
ENSEMBLE = 8  # rangées d'un tableau que l'on ne coupe pas


@dataclass(frozen=True)
class Entourage:
    """Ce qui entoure le texte : la version, le jour, le logo de la structure porteuse (octets d'image, ou rien)."""

    rang: int
    jour: date
    logo: bytes = b""


def ecrire(piece: Document, entourage: Entourage) -> bytes:
    """Les octets du DOCX."""
    fichier = docx.Document(BytesIO(styles.base()))
    _proprietes(fichier, piece, entourage)
    _entete(fichier, piece, entourage)
    _pied(fichier, piece, entourage)
    _ligne(fichier, "Title", piece.titre)
    _ligne(fichier, "Subtitle", piece.sous_titre)
    for section in piece.sections:
        _section(fichier, section)
    flux = BytesIO()
    fichier.save(flux)
    return flux.getvalue()


def _section(fichier: Docx, section: Section) -> None:
    _ligne(fichier, "Heading 1", section.intitule)
    suivants = (*section.blocs[1:], None)
    for bloc, suivant in zip(section.blocs, suivants, strict=True):
        if isinstance(bloc, Tableau):
            _tableau(fichier, bloc)
            continue
        paragraphe = _paragraphe(fichier, bloc)
        if isinstance(suivant, Tableau):  # la phrase qui annonce un tableau ne reste pas seule en bas de page
            paragraphe.paragraph_format.keep_with_next = True


def _ligne(fichier: Docx, style: str, texte: str = "") -> Any:
    paragraphe = fichier.add_paragraph(texte)
    _styler(paragraphe, style)
    return paragraphe


def _styler(paragraphe: Any, style: str) -> None:
    paragraphe._p.style = styles.identifiant(style)


def _paragraphe(fichier: Docx, bloc: Paragraphe) -> Any:
    paragraphe = _ligne(fichier, "List Bullet" if bloc.est_puce else "Normal")
    for morceau in bloc.morceaux:
        passage = paragraphe.add_run(morceau.texte)
        if morceau.a_completer:
            passage.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraphe


def _tableau(fichier: Docx, bloc: Tableau) -> None:
    if not bloc.est_legende_tue:
        _ligne(fichier, styles.LEGENDE, bloc.legende)
    tableau: Any = fichier.add_table(rows=1 + len(bloc.lignes), cols=len(bloc.colonnes))
    tableau._tbl.tblStyle_val = styles.identifiant("Table Grid")
    tableau.alignment, tableau.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _alternative(tableau, bloc.legende)
    rangees, largeurs = list(tableau.rows), _largeurs(tableau, bloc)
    _poser_la_rangee(rangees[0], [c.titre for c in bloc.colonnes], bloc, styles.ENTETE, largeurs)
    _repeter(rangees[0])
    for rang, ligne in enumerate(bloc.lignes, 1):
        finale = bloc.a_un_total and rang == len(bloc.lignes)
        _poser_la_rangee(rangees[rang], ligne, bloc, styles.ENTETE if finale else styles.CELLULE, largeurs)
        if bloc.hauteur_mm:
            rangees[rang].height, rangees[rang].height_rule = Mm(bloc.hauteur_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
    if len(bloc.lignes) <= ENSEMBLE:
        _garder_ensemble(rangees)
    _ligne(fichier, styles.CELLULE)  # un blanc : deux tableaux qui se touchent n'en font qu'un


def _poser_la_rangee(rangee: Any, textes: Any, bloc: Tableau, style: str, largeurs: list[Emu]) -> None:
    _insecable(rangee)
    for case, texte, colonne, largeur in zip(rangee.cells, textes, bloc.colonnes, largeurs, strict=True):
        case.width, paragraphe = largeur, case.paragraphs[0]
        _styler(paragraphe, style)
        if colonne.est_nombre:
            paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        passage = paragraphe.add_run(texte)
        if texte.startswith("[à compléter"):
            passage.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if style == styles.ENTETE:
            _colorer(case)
        _marges(case)


def _largeurs(tableau: Any, bloc: Tableau) -> list[Emu]:
    """Pose la largeur de chaque colonne et la rend : Word lit celle des cases, LibreOffice celle des colonnes."""
    total = sum(colonne.part for colonne in bloc.colonnes)
    largeurs = [Emu(int(LARGEUR * colonne.part / total)) for colonne in bloc.colonnes]
    for largeur, dans_word in zip(largeurs, tableau.columns, strict=True):
        dans_word.width = largeur
    return largeurs


def _garder_ensemble(rangees: list[Any]) -> None:
    """Un petit tableau tient sur une page : chaque rangée suit la précédente."""
    for rangee in rangees[:-1]:
        for paragraphe in rangee._tr.iter(qn("w:p")):
            paragraphe.get_or_add_pPr().get_or_add_keepNext()


def _element(nom: str, **attributs: str) -> Any:
    element = OxmlElement(nom)
    for attribut, valeur in attributs.items():
        element.set(qn(f"w:{attribut}"), valeur)
    return element


def _repeter(rangee: Any) -> None:
    rangee._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _insecable(rangee: Any) -> None:
    """Une rangée ne se coupe pas entre deux pages."""
    rangee._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _colorer(case: Any) -> None:
    case._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=styles.FOND_ENTETE))


def _marges(case: Any) -> None:
    marges = _element("w:tcMar")
    for cote, valeur in (("top", "50"), ("start", "90"), ("bottom", "50"), ("end", "90")):
        marges.append(_element(f"w:{cote}", w=valeur, type="dxa"))
    case._tc.get_or_add_tcPr().append(marges)


def _alternative(tableau: Any, legende: str) -> None:
    """Le nom du tableau pour un lecteur d'écran."""
    tableau._tbl.tblPr.append(_element("w:tblCaption", val=legende))


def _proprietes(fichier: Docx, piece: Document, entourage: Entourage) -> None:
    proprietes = fichier.core_properties
    proprietes.title = f"{piece.titre} – {piece.sous_titre}"[:250]
    proprietes.author = proprietes.last_modified_by = piece.structure[:250]
    proprietes.language = styles.LANGUE
    proprietes.subject = "Clause sociale d’insertion"
    proprietes.comments = proprietes.keywords = ""
    proprietes.revision = entourage.rang
    instant = datetime(entourage.jour.year, entourage.jour.month, entourage.jour.day, 12)  # noqa: DTZ001
    proprietes.created = proprietes.modified = instant


def _entete(fichier: Docx, piece: Document, entourage: Entourage) -> None:
    """La structure porteuse et son logo."""
    paragraphe = fichier.sections[0].header.paragraphs[0]
    _un_taquet(paragraphe)
    if entourage.logo:
        _logo(paragraphe, entourage.logo, f"Logo de {piece.structure}")
    paragraphe.add_run(piece.structure)


def _logo(paragraphe: Any, image: bytes, texte: str) -> None:
    """Le logo et son texte de remplacement ; un fichier que Word ne lirait pas est laissé de côté."""
    passage = paragraphe.add_run()
    try:
        dessin = passage.add_picture(BytesIO(image), height=LOGO_HAUTEUR)
    except UnrecognizedImageError:
        return
    dessin._inline.docPr.set("descr", texte)
    paragraphe.add_run("  ")


def _pied(fichier: Docx, piece: Document, entourage: Entourage) -> None:
    """La pièce, sa version, son jour ; la page et leur nombre."""
    paragraphe = fichier.sections[0].footer.paragraphs[0]
    _un_taquet(paragraphe)
    version = f"version{INSECABLE}{entourage.rang} du {jour_en_mots(entourage.jour)}"
    paragraphe.add_run(f"{piece.titre} · {version}\tPage{INSECABLE}")
    _champ(paragraphe, "PAGE")
    paragraphe.add_run(f" sur{INSECABLE}")
    _champ(paragraphe, "NUMPAGES")


def _un_taquet(paragraphe: Any) -> None:
    """Un seul taquet, à droite : ceux du gabarit sont ceux d'une page plus étroite."""
    ppr = paragraphe.style.element.get_or_add_pPr()
    for taquets in ppr.findall(qn("w:tabs")):
        ppr.remove(taquets)
    paragraphe.paragraph_format.tab_stops.add_tab_stop(LARGEUR, WD_TAB_ALIGNMENT.RIGHT)


def _champ(paragraphe: Any, code: str) -> None:
    """Un champ que Word et LibreOffice calculent (numéro de page)."""
    passage = paragraphe.add_run()
    for element in (
        _element("w:fldChar", fldCharType="begin"),
        _instruction(code),
        _element("w:fldChar", fldCharType="separate"),
    ):
        passage._r.append(element)
    passage._r.append(_texte("1"))
    passage._r.append(_element("w:fldChar", fldCharType="end"))


def _instruction(code: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    return instruction


def _texte(texte: str) -> Any:
    element = OxmlElement("w:t")
    element.text = texte
    return element
