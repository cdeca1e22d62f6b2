"""Des PDF : tronqués, chiffrés, qui tournent en rond, qui gonflent."""

import zlib
from collections.abc import Iterator, Sequence
from random import Random

_POLICE = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"


def _flux(octets: bytes, filtres: bytes = b"/FlateDecode") -> bytes:
    return b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(octets), filtres, octets)


def _assembler(objets: Sequence[bytes], autres: bytes = b"") -> bytes:
    sortie, places = b"%PDF-1.4\n", []
    for numero, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    fin = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objets) + 1, autres, len(sortie))
    return sortie + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objets) + 1, table, fin)


def _document(contenu: bytes, pages: bytes = b"/Kids[3 0 R]/Count 1", autres: bytes = b"") -> bytes:
    arbre = b"<</Type/Pages%s>>" % pages
    return _assembler([b"<</Type/Catalog/Pages 2 0 R>>", arbre, _PAGE, _flux(contenu), _POLICE], autres)


_TEXTE = zlib.compress(b"BT /F1 12 Tf 50 700 Td (150 heures d'insertion pour le lot 1 de ce marche) Tj ET")


def fichiers(hasard: Random) -> Iterator[tuple[str, bytes]]:
    sain = _document(_TEXTE)
    yield "tete-seule.pdf", b"%PDF-1.7\n"
    yield "coupe.pdf", sain[: len(sain) // 2]
    yield "hasard.pdf", b"%PDF-1.4\n" + hasard.randbytes(5_000) + b"%%EOF"
    mordu = bytearray(sain)
    for _ in range(30):
        mordu[hasard.randrange(10, len(sain) - 10)] = hasard.randrange(256)
    yield "mordu.pdf", bytes(mordu)
    yield "sans-page.pdf", _document(_TEXTE, b"/Kids[]/Count 0")
    yield "pages-en-rond.pdf", _document(_TEXTE, b"/Kids[2 0 R]/Count 5/Parent 2 0 R")
    yield "cent-mille-pages-dites.pdf", _document(_TEXTE, b"/Kids[3 0 R]/Count 100000")
    yield "flux-abime.pdf", _document(hasard.randbytes(500))
    yield "sans-texte.pdf", _document(zlib.compress(b"0 0 m 10 10 l S"))
    chiffre = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(b)]" % (b"x" * 32, b"y" * 32)
    yield "chiffre.pdf", _document(_TEXTE, autres=chiffre)
    yield "image.pdf", b"\xff\xd8\xff\xe0" + hasard.randbytes(500)


def bombes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "page-gonflee.pdf", _document(zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * 10_000_000, 9))
    deux = zlib.compress(zlib.compress(b"BT (a) Tj ET\n" * 10_000_000, 9), 9)
    objets = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE]
    yield "deux-fois-gonflee.pdf", _assembler([*objets, _flux(deux, b"[/FlateDecode/FlateDecode]"), _POLICE])
