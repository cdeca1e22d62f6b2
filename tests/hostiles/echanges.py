"""Des fichiers d'échange, emboîtés sans fin ou trompeurs (JSON, XML, archives)."""

import gzip
from collections.abc import Iterator
from random import Random

from tests.hostiles.archives import gonflee, zip_de

_MARCHE = '{"id":"1","acheteur":{"id":"21590606600013"},"objet":"x","titulaires":[]}'


def fichiers(hasard: Random) -> Iterator[tuple[str, bytes]]:
    for nom, texte in _json().items():
        yield f"{nom}.json", texte.encode()
    yield "utf32.json", f"[{_MARCHE}]".encode("utf-32")
    yield "utf16.json", f"[{_MARCHE}]".encode("utf-16")
    yield "hasard.json", b"[" + hasard.randbytes(5_000)
    for nom, texte in _xml().items():
        yield f"{nom}.xml", texte.encode()
    yield "encodage-menteur.xml", '<?xml version="1.0" encoding="utf-16"?><marches>é</marches>'.encode()
    yield "hasard.xml", b"<?xml version='1.0'?>" + hasard.randbytes(5_000)
    yield "vide.zip", zip_de({})
    yield "zip-de-riens.zip", zip_de({f"d{n}/": "" for n in range(50)})
    yield "zip-en-chemins.zip", zip_de({"../../a.json": f"[{_MARCHE}]", "/a.xml": "<a/>"})
    yield "hasard.csv.gz", b"\x1f\x8b\x08" + hasard.randbytes(2_000)
    yield "coupe.csv.gz", gzip.compress(b"id;texte\n1;bonjour tout le monde\n" * 500)[:40]


def _json() -> dict[str, str]:
    return {
        "coupe": f'{{"marches":[{_MARCHE},{{"id":"2","acheteur":{{"id"',
        "pas-des-marches": '{"a":1}',
        "nombres-seuls": "[1,2,3]",
        "texte-seul": '"bonjour"',
        "pas-un-nombre": '{"marches":[{"id":NaN,"acheteur":{"id":Infinity},"objet":-Infinity}]}',
        "exposant": '[{"id":"1","acheteur":{"id":"1"},"objet":"x","montant":1e400}]',
        "cles-doubles": f'{{"marches":[{_MARCHE}],"marches":3,"marches":null}}',
        "echappement-faux": '{"marches":[{"id":"\\x","objet":"\\ud800"}]}',
        "types-melanges": '{"marches":[null,1,[],"x",{"id":[1],"acheteur":"x","objet":{"a":1},"titulaires":7}]}',
        "nul-dans-le-texte": '[{"nom":"a\\u0000b","siret":"21590606600013","commune":"x\\u0000"}]',
        "emboite-dans-un-texte": '[{"id":"1","acheteur":{"id":"2"},"objet":"' + "[{" * 20_000 + '"}]',
    }


def _xml() -> dict[str, str]:
    entites = "".join(f'<!ENTITY e{i} "{(f"&e{i - 1};" if i else "ha") * 10}">' for i in range(10))
    return {
        "rire": f'<?xml version="1.0"?><!DOCTYPE m [{entites}]><marches>&e9;</marches>',
        "externe": '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><marches>&x;</marches>',
        "coupe": '<?xml version="1.0"?><marches><marche><id>1</id>',
        "sans-rien": '<?xml version="1.0"?><marches/>',
        "page-web": "<!DOCTYPE html><html><body>Erreur 404</body></html>",
        "espace-de-noms": f'<?xml version="1.0"?><m xmlns="{"u" * 200_000}"><marche/></m>',
        "attribut-long": f'<?xml version="1.0"?><marches a="{"x" * 2_000_000}"><marche/></marches>',
    }


def bombes(hasard: Random) -> Iterator[tuple[str, bytes]]:
    yield "crochets.json", b"[" * 400_000
    yield "accolades.json", b'{"a":' * 400_000
    yield "nombre-de-cent-mille-chiffres.json", b'[{"id":' + b"1" * 100_000 + b',"acheteur":{"id":"1"},"objet":"x"}]'
    yield "un-texte-de-vingt-mo.json", b'[{"nom":"' + b"x" * 20_000_000 + b'"}]'
    yield "balises-emboitees.xml", b'<?xml version="1.0"?>' + b"<a>" * 1_000_000
    longue = "x" * 300_000
    yield (
        "carre.xml",
        f'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x "{longue}">]><marches>{"&x;" * 30_000}</marches>'.encode(),
    )
    yield "gonflee.csv.gz", gzip.compress(gonflee(b"a", 300_000_000), 1)
    yield "gonflee.zip", zip_de({"a.xml": gonflee(b" ", 300_000_000, b"<?xml version='1.0'?><marches>")})
