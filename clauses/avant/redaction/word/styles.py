"""Les styles des pièces : de vrais styles de Word, nommés, pour qu'une pièce se reprenne et se lise à voix haute."""

from functools import cache
from io import BytesIO
from typing import Any

import docx as python_docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

POLICE = "Arial"  # présente partout, métrique égale à Liberation Sans : la mise en page ne bouge pas
ACCENT = RGBColor(0x0B, 0x4F, 0x5C)
GRIS = RGBColor(0x55, 0x5F, 0x66)
FOND_ENTETE = "E6EEF0"
LANGUE = "fr-FR"
NOTE, CELLULE, ENTETE, LEGENDE = "Note de pièce", "Cellule", "Entête de colonne", "Légende de tableau"


@cache
def base() -> bytes:
    """Le DOCX vide aux styles posés, engendré une fois : aucun gabarit binaire n'est gardé dans le dépôt."""
    fichier, flux = python_docx.Document(), BytesIO()
    poser(fichier)
    fichier.save(flux)
    return flux.getvalue()


def identifiant(nom: str) -> str:
    """L'identifiant d'un style. Le chercher par la bibliothèque relit tous les styles à chaque paragraphe."""
    return nom.replace(" ", "")


def poser(docx: Docx) -> None:
    """A4, marges, langue, et les styles dont se sert l'écriture."""
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    _langue(docx)
    _style(docx, "Normal", 10, apres=6, interligne=1.1)
    _style(docx, "Title", 19, gras=True, couleur=ACCENT, apres=2)
    _style(docx, "Subtitle", 11, couleur=GRIS, apres=14)
    _style(docx, "Heading 1", 12, gras=True, couleur=ACCENT, avant=12, apres=4)
    _style(docx, "List Bullet", 10, apres=3, interligne=1.1)
    _style(docx, "Header", 8.5, couleur=GRIS, apres=0)
    _style(docx, "Footer", 8.5, couleur=GRIS, apres=0)
    _style(docx, LEGENDE, 9.5, gras=True, avant=8, apres=3, neuf=True)
    _style(docx, CELLULE, 9.5, apres=0, neuf=True)
    _style(docx, ENTETE, 9, gras=True, apres=0, neuf=True)
    _style(docx, NOTE, 9, couleur=GRIS, apres=6, neuf=True)
    docx.styles["Heading 1"].paragraph_format.keep_with_next = True
    docx.styles[LEGENDE].paragraph_format.keep_with_next = True
    _sans_filet(docx.styles["Title"])


def _style(
    docx: Docx,
    nom: str,
    taille: float,
    *,
    gras: bool = False,
    couleur: RGBColor | None = None,
    avant: float = 0,
    apres: float = 0,
    interligne: float = 1.0,
    neuf: bool = False,
) -> None:
    style: Any = docx.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH) if neuf else docx.styles[nom]
    if neuf:
        style.base_style = docx.styles["Normal"]
        style.quick_style = True
    police = style.font
    police.name, police.size, police.bold, police.italic = POLICE, Pt(taille), gras, False
    if couleur is not None:
        police.color.rgb = couleur
    for reste in style.element.rPr.findall(qn("w:spacing")):  # le sous-titre du gabarit est interlettré
        style.element.rPr.remove(reste)
    fontes = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribut in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fontes.attrib.pop(qn(f"w:{attribut}"), None)
    for attribut in ("ascii", "hAnsi", "eastAsia", "cs"):
        fontes.set(qn(f"w:{attribut}"), POLICE)
    espace = style.paragraph_format
    espace.space_before, espace.space_after, espace.line_spacing = Pt(avant), Pt(apres), interligne
    espace.widow_control = True


def _langue(docx: Docx) -> None:
    """Le français partout : la correction et la synthèse vocale de Word en dépendent."""
    for rpr in docx.styles.element.iter(qn("w:rPr")):
        for ancienne in rpr.findall(qn("w:lang")):
            rpr.remove(ancienne)
    defaut = docx.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    langue = OxmlElement("w:lang")
    for attribut in ("val", "eastAsia", "bidi"):
        langue.set(qn(f"w:{attribut}"), LANGUE)
    defaut.append(langue)
    # Le gabarit de la bibliothèque pose aussi une langue dans ses réglages de thème.
    for theme in docx.settings.element.findall(qn("w:themeFontLang")):
        theme.set(qn("w:val"), LANGUE)


def _sans_filet(style: Any) -> None:
    ppr = style.element.get_or_add_pPr()
    for filet in ppr.findall(qn("w:pBdr")):
        ppr.remove(filet)
