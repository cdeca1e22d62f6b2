"""Du texte séparé, mal écrit ou démesuré (CSV)."""

from collections.abc import Iterator
from random import Random

TETE = "Nom;Prénom;Date;Montant HT;code;siret;id;acheteur_id\n"


def fichiers(hasard: Random) -> Iterator[tuple[str, bytes]]:
    ligne = "Durand;Léa;15/10/2026;12;59606;21590606600013;1;21590606600013\n"
    yield "vide.csv", b""
    yield "blanc.csv", b" \n\t\r\n \n" * 50
    yield "guillemet-ouvert.csv", (TETE + '"Durand;Léa\n' + ligne * 400).encode()
    yield "nuls.csv", (TETE + ligne.replace("é", "\0")).encode()
    yield "rien-que-des-nuls.csv", bytes(3_000)
    yield "deux-encodages.csv", TETE.encode() + ligne.encode("cp1252") + ligne.encode() * 3
    yield "utf16-sans-marque.csv", (TETE + ligne).encode("utf-16-le")
    yield "utf16-impair.csv", (TETE + ligne).encode("utf-16") + b"\x00"
    yield "utf32.csv", (TETE + ligne).encode("utf-32")
    yield "octets-perdus.csv", TETE.encode() + bytes(hasard.randrange(128, 256) for _ in range(4_000))
    yield "hasard.csv", hasard.randbytes(10_000)
    yield "entetes-seuls.csv", TETE.encode()
    yield "entetes-doubles.csv", (";".join(["Nom"] * 300) + "\n" + ligne).encode()
    yield "cent-mille-colonnes.csv", (";".join(f"c{n}" for n in range(100_000)) + "\n").encode()
    yield "un-million-de-separateurs.csv", (TETE + ";" * 1_000_000).encode()
    yield "retours-chariot.csv", (TETE + ligne * 3).replace("\n", "\r").encode()
    yield "case-de-mille-lignes.csv", (TETE + '"' + "a\n" * 1_000 + '";x\n').encode()
    yield "invisibles.csv", ("\ufeff\u200b" + TETE + "\u202eeél\u202c;\u00ad;;;;;;\n").encode()
    yield "moities-de-caracteres.csv", TETE.encode() + b"\xed\xa0\x80\xed\xb0\x80;x\n"
    yield "formules.csv", (TETE + "=cmd|' /C calc'!A0;@SUM(1);+1;-1;\t=1;;;\n").encode()
    yield "nombre-de-dix-mille-chiffres.csv", (TETE + f"Durand;Léa;01/01/2026;{'9' * 10_000};;;;\n").encode()
    yield "dates-folles.csv", (TETE + "a;b;99/99/9999;1;;;;\nc;d;29/02/2027;1;;;;\ne;f;0000-00-00;1;;;;\n").encode()
    yield "separateur-dit.csv", b"sep=;\n" + (TETE + ligne).encode()
    yield "parquet.csv", b"PAR1" + hasard.randbytes(500)
    yield "base.csv", b"SQLite format 3\0" + hasard.randbytes(500)
    yield "sept-zip.csv", b"7z\xbc\xaf\x27\x1c" + hasard.randbytes(500)
    yield "image.csv", b"\x89PNG\r\n\x1a\n" + hasard.randbytes(500)


def bombes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "ligne-de-vingt-mo.csv", b"a" * 20_000_000
    yield "dix-millions-de-cases.csv", TETE.encode() + b";" * 10_000_000 + b"\n"
    yield "cases-longues.csv", TETE.encode() + b'"' + b'""' * 8_000_000 + b'"\n'
