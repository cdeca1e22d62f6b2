"""La position d'un lieu, en degrés (WGS 84) : lue dans un fichier, ou celle d'une commune et d'un code postal."""

import re
import struct
from collections.abc import Iterable

from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.models.territoire import departement_du_code_postal

Position = tuple[float, float]  # latitude, longitude

_HEXA = re.compile(r"^0[01][0-9A-Fa-f]{40,}$")
_NOMBRE = r"([-+]?\d{1,3}(?:[.,]\d+)?)"
_COUPLE = re.compile(
    rf"^\s*{_NOMBRE}°?\s*(?:;|,\s+|\s+)\s*{_NOMBRE}°?\s*$|^\s*([-+]?\d{{1,3}}\.\d+)\s*,\s*([-+]?\d{{1,3}}\.\d+)\s*$"
)
_AVEC_SRID = 0x20000000
_POINT, _POLYGONE, _MULTIPOLYGONE = 1, 3, 6
_ARTICLES = re.compile(r"^(l|le|la|les) ")
_CEDEX = re.compile(r" cedex( \d+)?$")


def lire_position(texte: str) -> Position | None:
    """« 50,3571 ; 3,5183 », « 50.3571, 3.5183 » (latitude puis longitude) ou une géométrie WKB en hexadécimal,
    dont le centre du cadre est rendu. `None` pour ce qui n'en est pas une."""
    texte = texte.strip()
    if _HEXA.match(texte):
        return _centre_wkb(texte)
    trouve = _COUPLE.match(texte)
    if trouve is None:
        return None
    latitude, longitude = (float(n.replace(",", ".")) for n in trouve.groups() if n is not None)
    return bornee(latitude, longitude)


def bornee(latitude: float, longitude: float) -> Position | None:
    """La position, si elle est sur la Terre (et n'est pas le 0, 0 des cases vides)."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        return None
    return latitude, longitude


def _centre_wkb(texte: str) -> Position | None:
    """Le centre du cadre d'un point, d'un polygone ou d'un multipolygone à deux dimensions."""
    try:
        points, _ = _points_wkb(bytes.fromhex(texte), 0)
    except (struct.error, ValueError):
        return None
    if not points:
        return None
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return bornee((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)


def _points_wkb(octets: bytes, ici: int) -> tuple[list[tuple[float, float]], int]:
    """Les points d'une géométrie qui commence à `ici`, et où elle finit. Lève ValueError pour une autre sorte."""
    sens = "<" if octets[ici : ici + 1] == b"\x01" else ">"
    sorte = struct.unpack_from(f"{sens}I", octets, ici + 1)[0]
    ici += 9 if sorte & _AVEC_SRID else 5
    sorte &= ~_AVEC_SRID
    if sorte == _POINT:
        return [struct.unpack_from(f"{sens}2d", octets, ici)], ici + 16
    if sorte not in (_POLYGONE, _MULTIPOLYGONE):
        raise ValueError("géométrie inattendue")
    parties = struct.unpack_from(f"{sens}I", octets, ici)[0]
    ici, points = ici + 4, []
    for _ in range(parties):
        suite, ici = _points_wkb(octets, ici) if sorte == _MULTIPOLYGONE else _anneau(octets, ici, sens)
        points += suite
    return points, ici


def _anneau(octets: bytes, ici: int, sens: str) -> tuple[list[tuple[float, float]], int]:
    nombre = struct.unpack_from(f"{sens}I", octets, ici)[0]
    valeurs = struct.unpack_from(f"{sens}{2 * nombre}d", octets, ici + 4)
    return list(zip(valeurs[::2], valeurs[1::2], strict=True)), ici + 4 + 16 * nombre


def position_de(commune_nom: str, code_postal: str = "") -> Position | None:
    """Le centre (latitude, longitude) de la commune, ou `None` si elle n'est pas chargée ou reste ambiguë.

    Le code postal départage les homonymes ; seul, ou avec un nom inconnu, il donne le milieu de ses communes.
    Un code de cedex ou inconnu laisse chercher le nom dans son département. Une ou deux requêtes.
    """
    return _milieu(_candidates(commune_nom, code_postal))


def commune_de(commune_nom: str, code_postal: str = "") -> Commune | None:
    """La seule commune que désignent ce nom et ce code postal (l'un des deux suffit), ou `None`."""
    trouvees = _candidates(commune_nom, code_postal)
    if len(trouvees) != 1 or (commune_nom and _cle(trouvees[0].nom) != _cle(commune_nom)):
        return None
    return trouvees[0]


def _candidates(commune_nom: str, code_postal: str) -> list[Commune]:
    """Les communes du code postal, celle du nom si elle y est ; sinon la seule de ce nom dans le département."""
    nom, toutes = _cle(commune_nom), Commune.objects.order_by("code")
    du_code = list(toutes.filter(codes_postaux__contains=[code_postal])) if code_postal else []
    if trouvees := [c for c in du_code if nom and _cle(c.nom) == nom] or du_code:
        return trouvees
    if not nom:
        return []
    departement = departement_du_code_postal(code_postal)
    ailleurs = toutes.filter(departement_id=departement) if departement else toutes.filter(nom__iexact=commune_nom)
    homonymes = [c for c in ailleurs if _cle(c.nom) == nom]
    return homonymes if len(homonymes) == 1 else []


def _cle(nom: str) -> str:
    """« L'Abergement-Clémenciat » et « ABERGEMENT CLEMENCIAT CEDEX » se ressemblent ; « St » vaut « Saint »."""
    mots = _ARTICLES.sub("", _CEDEX.sub("", cle_de_texte(nom))).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(mot, mot) for mot in mots)


def _milieu(communes: Iterable[Commune]) -> Position | None:
    points = [(c.latitude, c.longitude) for c in communes if c.latitude is not None and c.longitude is not None]
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
