"""Des pièces d'essai faites par le code, de chaque format, entières ou abîmées."""

import io
import struct
import zipfile
import zlib

import docx
import pypdfium2
import typst
from docx.oxml import parse_xml
from pypdf import PdfReader, PdfWriter

from clauses.fond.socle.pdf.moteur import dossier_des_polices

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

CLAUSE = (
    "Article 12 — Clause sociale d'insertion",
    "Le titulaire réserve 1 000 heures de travail à des personnes éloignées de l'emploi.",
)


def en_docx(*paragraphes: str, titre: str = "", rangees: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """Un DOCX : un titre de niveau 1, des paragraphes, un tableau."""
    document = docx.Document()
    if titre:
        document.add_heading(titre, 1)
    for paragraphe in paragraphes:
        document.add_paragraph(paragraphe)
    if rangees:
        tableau = document.add_table(0, len(rangees[0]))
        for rangee in rangees:
            for cellule, texte in zip(tableau.add_row().cells, rangee, strict=True):
                cellule.text = texte
    return enregistrer(document)


def enregistrer(document: "docx.document.Document") -> bytes:
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def docx_xml(*blocs: str) -> bytes:
    """Un DOCX dont le corps est ce XML de Word."""
    document = docx.Document()
    for rang, bloc in enumerate(blocs):
        ns = f'{W} xmlns:wps="urn:wps" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        document.element.body.insert(rang, parse_xml(bloc.replace("<w:p>", f"<w:p {ns}>", 1)))
    return enregistrer(document)


def avec_entree(contenu: bytes, nom: str, octets: bytes) -> bytes:
    """La même archive, une entrée ajoutée ou remplacée."""
    source, sortie = zipfile.ZipFile(io.BytesIO(contenu)), io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as cible:
        for autre in source.namelist():
            if autre != nom:
                cible.writestr(autre, source.read(autre))
        cible.writestr(nom, octets)
    return sortie.getvalue()


def en_pdf(source: str) -> bytes:
    """Un PDF composé par Typst."""
    fichiers = {"main.typ": ('#set text(lang: "fr", font: "Source Sans 3")\n' + source).encode()}
    return bytes(typst.compile(fichiers, font_paths=[dossier_des_polices()], ignore_system_fonts=True))  # type: ignore[call-overload]


def pdf_image(pages: int = 1, apres: bytes = b"") -> bytes:
    """Des pages numérisées : une image grise chacune, à la suite du PDF `apres` s'il est donné."""
    document = pypdfium2.PdfDocument(apres) if apres else pypdfium2.PdfDocument.new()
    for _ in range(pages):
        page, image = document.new_page(595, 842), pypdfium2.PdfImage.new(document)
        trame = pypdfium2.PdfBitmap.new_native(40, 40, pypdfium2.raw.FPDFBitmap_BGR)
        image.set_bitmap(trame)
        image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page.insert_obj(image)
        page.gen_content()
    tampon = io.BytesIO()
    document.save(tampon)
    document.close()
    return tampon.getvalue()


def pdf_chiffre(mot_de_passe: str = "secret") -> bytes:
    plume = PdfWriter(clone_from=PdfReader(io.BytesIO(en_pdf("Bonjour."))))
    plume.encrypt(mot_de_passe, algorithm="RC4-128")
    tampon = io.BytesIO()
    plume.write(tampon)
    return tampon.getvalue()


def png(cote: int = 40) -> bytes:
    """Une image grise."""

    def bloc(genre: bytes, octets: bytes) -> bytes:
        return struct.pack(">I", len(octets)) + genre + octets + struct.pack(">I", zlib.crc32(genre + octets))

    lignes = (b"\x00" + b"\x80" * cote) * cote
    entete = struct.pack(">IIBBBBB", cote, cote, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", zlib.compress(lignes)) + bloc(b"IEND", b"")


def en_odt(contenu: str) -> bytes:
    """Un ODT dont le corps est ce XML."""
    espaces = " ".join(
        f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"' for nom in ("office", "text", "table")
    )
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        corps = f"<office:body><office:text>{contenu}</office:text></office:body>"
        archive.writestr("content.xml", f"<office:document-content {espaces}>{corps}</office:document-content>")
    return tampon.getvalue()
