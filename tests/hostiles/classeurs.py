"""Des classeurs : abîmés, menteurs, démesurés (XLSX, ODS, XLS)."""

import struct
from collections.abc import Iterator
from random import Random

from tests.hostiles.archives import gonflee, sans, zip_de

_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTETES = ("Nom", "Prénom", "Date", "Montant HT", "code", "siret", "id", "acheteur_id")


def _texte(reference: str, valeur: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{valeur}</t></is></c>'


def _rangee(rang: int, cases: str) -> str:
    return f'<row r="{rang}">{cases}</row>'


_TETE = _rangee(1, "".join(_texte(f"{chr(65 + i)}1", nom) for i, nom in enumerate(ENTETES)))


def _feuille(suite: str, avant: str = "", tete: str = _TETE) -> str:
    return f'<?xml version="1.0"?>{avant}<worksheet {_NS}><sheetData>{tete}{suite}</sheetData></worksheet>'


def xlsx(feuille: str | bytes, **autres: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {_NS} xmlns:r="{_R}"><sheets>'
        '<sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": feuille,
        **autres,
    }


def ods(rangees: str) -> dict[str, str | bytes]:
    contenu = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{_ODS}:office:1.0" '
        f'xmlns:table="{_ODS}:table:1.0" xmlns:text="{_ODS}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="F">{rangees}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifeste = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifeste,
        "content.xml": contenu,
    }


def _case_ods(attributs: str = "", texte: str = "Nom") -> str:
    return f'<table:table-cell office:value-type="string" {attributs}><text:p>{texte}</text:p></table:table-cell>'


_ENTITES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{i} "{("&a;" if not i else f"&a{i - 1};") * 10}">' for i in range(9)
)


def fichiers(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield from _abimes(hasard)
    for nom, ligne in _cases().items():
        yield f"{nom}.xlsx", zip_de(xlsx(_feuille(_rangee(2, ligne))))
    yield "entete-deux-fois.xlsx", zip_de(xlsx(_feuille(_TETE)))
    yield "rien-sous-l-entete.xlsx", zip_de(xlsx(_feuille("")))
    yield "feuille-vide.xlsx", zip_de(xlsx(_feuille("", tete="")))
    yield "entites.xlsx", zip_de(xlsx(_feuille(_rangee(2, _texte("A2", "&a8;")), f"{_ENTITES}]>")))
    yield (
        "entite-externe.xlsx",
        zip_de(
            xlsx(_feuille(_rangee(2, _texte("A2", "&x;")), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
        ),
    )
    yield "utf16.xlsx", zip_de(xlsx(_feuille(_rangee(2, _texte("A2", "x"))).encode("utf-16")))
    yield "chemins.xlsx", zip_de(xlsx(_feuille(""), **{"../../sorti.txt": "x", "/etc/sorti": "x"}))
    yield "sans-classeur.xlsx", zip_de(sans(xlsx(_feuille("")), "xl/workbook.xml"))
    yield "sans-feuille.xlsx", zip_de(sans(xlsx(_feuille("")), "xl/worksheets/sheet1.xml"))
    yield "six-mille-entrees.xlsx", zip_de(xlsx(_feuille(""), **{f"xl/media/{n}": "" for n in range(6_000)}))
    for nom, rangees in _ods().items():
        yield f"{nom}.ods", zip_de(ods(rangees))
    yield "sans-contenu.ods", zip_de(sans(ods(""), "content.xml"))
    yield "mime-faux.ods", zip_de({**ods(_case_ods()), "mimetype": "application/vnd.oasis.opendocument.graphics"})
    yield from _anciens(hasard)


def _abimes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    sain = zip_de(xlsx(_feuille(_rangee(2, _texte("A2", "x" * 5_000)))))
    yield "vide.xlsx", b""
    yield "un-octet.xlsx", b"P"
    yield "zeros.xlsx", bytes(5_000)
    yield "hasard.xlsx", hasard.randbytes(20_000)
    yield "hasard-signe-zip.xlsx", b"PK\x03\x04" + hasard.randbytes(20_000)
    yield "coupe-au-milieu.xlsx", sain[: len(sain) // 2]
    yield "coupe-a-la-fin.xlsx", sain[:-20]
    yield "sans-fin-de-zip.xlsx", sain[: sain.rindex(b"PK\x05\x06")]
    mordu = bytearray(sain)
    for _ in range(60):
        mordu[hasard.randrange(30, len(sain))] = hasard.randrange(256)
    yield "mordu.xlsx", bytes(mordu)
    place = sain.rindex(b"PK\x01\x02")
    yield "taille-menteuse.xlsx", sain[: place + 24] + struct.pack("<I", 7) + sain[place + 28 :]
    chiffre = sain.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    yield "chiffre.xlsx", chiffre.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    yield "zip-de-zip.xlsx", zip_de({"a.xlsx": sain})
    yield "page-web.xlsx", b"<html><table><tr><td>Nom</td></tr></table></html>"


def _cases() -> dict[str, str]:
    """{nom: les cases d'une ligne} que l'on ne sait pas comprendre, ou qui se disent ailleurs."""
    return {
        "reference-folle": '<c r="A0"><v>1</v></c><c r="99999"><v>2</v></c>',
        "nombre-infini": '<c r="A2"><v>1e999</v></c><c r="B2"><v>NaN</v></c><c r="C2"><v>-1e308</v></c>',
        "date-folle": '<c r="C2" s="14"><v>99999999999</v></c>',
        "texte-partage-absent": '<c r="A2" t="s"><v>4000000000</v></c>',
        "type-inconnu": '<c r="A2" t="zz"><v>x</v></c>',
        "erreurs": "".join(f'<c r="{c}2" t="e"><v>#REF!</v></c>' for c in "ABCDEFGH"),
        "formules-vides": "".join(f'<c r="{c}2"><f>1/0</f></c>' for c in "ABCDEFGH"),
        "formule-commande": _texte("A2", "=cmd|'/C calc'!A0") + _texte("B2", "@SUM(1)") + _texte("C2", "+1-1"),
        "texte-de-trois-mo": _texte("A2", "x" * 3_000_000),
        "signes-invisibles": _texte("A2", "\u202egpj.exe\u200b\u00ad") + _texte("B2", "\ufeff"),
    }


def _ods() -> dict[str, str]:
    ligne = f"<table:table-row>{_case_ods()}{_case_ods('', 'Prénom')}</table:table-row>"
    return {
        "repetition-negative": f"<table:table-row table:number-rows-repeated='-5'>{_case_ods()}</table:table-row>",
        "repetition-de-mots": f"<table:table-row table:number-rows-repeated='beaucoup'>{_case_ods()}</table:table-row>",
        "tables-emboitees": "<table:table-row><table:table-cell>" * 500
        + _case_ods()
        + "</table:table-cell></table:table-row>" * 500,
        "cases-couvertes": ligne + "<table:table-row>" + "<table:covered-table-cell/>" * 500 + "</table:table-row>",
    }


def _anciens(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "tete-seule.xls", _OLE
    yield "hasard.xls", _OLE + hasard.randbytes(8_000)
    yield "chiffre.xls", _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    yield "un-word.xls", _OLE + bytes(600) + "WordDocument".encode("utf-16-le")


def bombes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "case-au-bout.xlsx", zip_de(xlsx(_feuille(_rangee(1_048_576, '<c r="XFD1048576"><v>1</v></c>'))))
    blancs = gonflee(b" ", 300_000_000, _feuille("")[:-30].encode())
    yield "feuille-gonflee.xlsx", zip_de(xlsx(blancs))
    lignes = gonflee(b'<row><c t="inlineStr"><is><t>x</t></is></c></row>', 100_000_000)
    pleine = _feuille("").encode().replace(b"</sheetData>", lignes + b"</sheetData>")
    yield "deux-millions-de-lignes.xlsx", zip_de(xlsx(pleine))
    del blancs, lignes, pleine
    partout = "table:number-columns-repeated='16000'"
    rangee = f"<table:table-row table:number-rows-repeated='1000000'>{_case_ods(partout)}</table:table-row>"
    yield "lignes-repetees.ods", zip_de(ods(rangee))
    mot = "Workbook".encode("utf-16-le")
    entete = _OLE + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<I", 0) * 9
    yield "chaine-qui-tourne.xls", (entete + struct.pack("<109I", *[0] * 109)).ljust(512, b"\0") + bytes(512) + mot
