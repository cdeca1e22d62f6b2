"""Des documents de traitement de texte : abîmés, piégés, démesurés (DOCX, ODT)."""

from collections.abc import Iterator
from random import Random

from tests.hostiles.archives import gonflee, sans, zip_de

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def docx(corps: str, avant: str = "", **autres: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": '<?xml version="1.0"?><Types '
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?>{avant}<w:document {_W}><w:body>{corps}</w:body></w:document>',
        **autres,
    }


def paragraphe(texte: str) -> str:
    return f"<w:p><w:r><w:t>{texte}</w:t></w:r></w:p>"


def odt(corps: str) -> dict[str, str | bytes]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<?xml version="1.0"?><office:document-content xmlns:office="{_ODF}:office:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0"><office:body><office:text>{corps}</office:text>'
        "</office:body></office:document-content>",
    }


PIEGES = ("entite", "doctype-tardif", "doctype-en-utf16", "macro", "modele-distant", "chemins")


def fichiers(hasard: Random) -> Iterator[tuple[str, bytes]]:
    sain = zip_de(docx(paragraphe("150 heures d'insertion.")))
    mordu = bytearray(sain)
    for _ in range(40):
        mordu[hasard.randrange(30, len(sain))] = hasard.randrange(256)
    yield "mordu.docx", bytes(mordu)
    yield "coupe.docx", sain[: len(sain) // 2]
    yield "sans-corps.docx", zip_de(sans(docx(""), "word/document.xml"))
    yield "sans-types.docx", zip_de(sans(docx(paragraphe("a")), "[Content_Types].xml"))
    yield "sans-texte.docx", zip_de(docx("<w:p/>"))
    yield "corps-abime.docx", zip_de({**docx(""), "word/document.xml": "<w:document><w:body>"})
    for nom, parties in _pieges().items():
        yield f"{nom}.docx", zip_de(parties)
    yield (
        "tableaux-emboites.docx",
        zip_de(docx("<w:tbl><w:tr><w:tc>" * 300 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 300)),
    )
    yield "sans-contenu.odt", zip_de(sans(odt(""), "content.xml"))
    yield "sans-texte.odt", zip_de(odt(""))
    yield "entite.odt", zip_de({**odt(""), "content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
    yield "ancien.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    yield "enrichi.rtf", b"{\\rtf1 150 heures d'insertion}"


def _pieges() -> dict[str, dict[str, str | bytes]]:
    texte = paragraphe("150 heures d'insertion.")
    distant = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r9" Type="{_OFFICE}/attachedTemplate" '
        'Target="https://exemple.test/a.dotm" TargetMode="External"/></Relationships>'
    )
    autre = f'<?xml version="1.0"?>{" " * 5_000}<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return {
        "entite": docx(paragraphe("&a;"), '<!DOCTYPE x [<!ENTITY a "b">]>'),
        "doctype-tardif": docx(texte, **{"word/settings.xml": autre}),
        "doctype-en-utf16": docx(texte, **{"word/settings.xml": autre.encode("utf-16")}),
        "macro": docx(texte, **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        "modele-distant": docx(
            texte,
            **{"word/_rels/settings.xml.rels": distant},
        ),
        "chemins": docx(texte, **{"../../sorti.txt": "x"}),
    }


def bombes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "neuf-millions-de-paragraphes.docx", zip_de(docx("<w:p/>" * 9_500_000))
    yield "tableaux-sans-fin.docx", zip_de(docx("<w:tbl><w:tr><w:tc>" * 60_000))
    yield "image-gonflee.docx", zip_de(docx(paragraphe("a"), **{"word/media/a.png": gonflee(b"\0", 300_000_000)}))
    yield "paragraphes-sans-fin.odt", zip_de(odt("<text:p>a</text:p>" * 5_000_000))
    yield "blancs-repetes.odt", zip_de(odt('<text:p>a<text:s text:c="999999999"/>b</text:p>'))
