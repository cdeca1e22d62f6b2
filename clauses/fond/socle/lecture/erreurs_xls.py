"""Les cases en erreur d'un ancien classeur (.xls) : le conteneur de Microsoft (OLE), puis ses enregistrements (BIFF).

Calamine les rend vides. On ne lit que ce qu'il faut : la chaîne de secteurs du classeur, la place de la feuille, et les
deux enregistrements qui portent une erreur. Un fichier que l'on ne sait pas suivre n'en dit aucune.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator

ERREURS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_LIBRE = 0xFFFFFFFA  # au-delà, un numéro de secteur est une marque
_FEUILLE, _DEBUT, _FIN, _VALEUR, _FORMULE = 0x0085, 0x0809, 0x000A, 0x0205, 0x0006
_BIFF8 = 0x0600


def cases_en_erreur(octets: bytes, feuille: str) -> dict[int, dict[int, str]]:
    """{ligne: {colonne: erreur}} de cette feuille, à partir de 0 ; rien si le fichier ne se suit pas."""
    try:
        flux = _classeur(octets)
        depart = next((place for nom, place in _feuilles(flux) if nom == feuille), None)
        return {} if depart is None else _erreurs(flux, depart)
    except (struct.error, IndexError, ValueError):
        return {}


def _classeur(octets: bytes) -> bytes:
    """Le flux « Workbook » du conteneur ; vide s'il n'y est pas, ou tient dans les petits secteurs."""
    (taille,) = struct.unpack_from("<H", octets, 30)
    taille = 1 << taille
    repertoire, plancher, suite, nombre = struct.unpack_from("<I4xI8xII", octets, 48)
    table = list(struct.unpack_from("<109I", octets, 76))
    for _ in range(nombre):
        secteur = struct.unpack_from(f"<{taille // 4}I", octets, (suite + 1) * taille)
        table, suite = [*table, *secteur[:-1]], secteur[-1]
    suivants = b"".join(octets[(s + 1) * taille : (s + 2) * taille] for s in table if s < _LIBRE)
    fat = struct.unpack(f"<{len(suivants) // 4}I", suivants)
    for place in range(0, len(entrees := _chaine(octets, fat, repertoire, taille)), 128):
        (longueur,) = struct.unpack_from("<H", entrees, place + 64)
        if entrees[place : place + max(0, longueur - 2)].decode("utf-16-le") in ("Workbook", "Book"):
            premier, poids = struct.unpack_from("<II", entrees, place + 116)
            return _chaine(octets, fat, premier, taille)[:poids] if poids >= plancher else b""
    return b""


def _chaine(octets: bytes, fat: tuple[int, ...], secteur: int, taille: int) -> bytes:
    """Les secteurs qui se suivent depuis celui-là ; une boucle s'arrête où elle recommence."""
    morceaux: list[bytes] = []
    while secteur < _LIBRE and len(morceaux) <= len(fat):
        morceaux.append(octets[(secteur + 1) * taille : (secteur + 2) * taille])
        secteur = fat[secteur]
    return b"".join(morceaux)


def _enregistrements(flux: bytes, place: int = 0) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(flux):
        sorte, longueur = struct.unpack_from("<HH", flux, place)
        yield sorte, flux[place + 4 : place + 4 + longueur]
        place += 4 + longueur


def _feuilles(flux: bytes) -> Iterator[tuple[str, int]]:
    """(nom, place) de chaque feuille, d'après l'en-tête du classeur."""
    version = 0
    for sorte, contenu in _enregistrements(flux):
        if sorte == _FIN:
            return
        if sorte == _DEBUT:
            (version,) = struct.unpack_from("<H", contenu)
        elif sorte == _FEUILLE:
            (place,), longueur = struct.unpack_from("<I", contenu), contenu[6]
            if version < _BIFF8:
                yield contenu[7 : 7 + longueur].decode("cp1252", "replace"), place
            elif contenu[7] & 1:
                yield contenu[8 : 8 + 2 * longueur].decode("utf-16-le"), place
            else:
                yield contenu[8 : 8 + longueur].decode("latin-1"), place


def _erreurs(flux: bytes, depart: int) -> dict[int, dict[int, str]]:
    """Une case saisie en erreur, ou une formule dont le résultat en est une."""
    trouvees: dict[int, dict[int, str]] = defaultdict(dict)
    profondeur = 0  # un graphique posé sur la feuille a son propre début et sa propre fin
    for sorte, contenu in _enregistrements(flux, depart):
        if sorte == _DEBUT:
            profondeur += 1
        elif sorte == _FIN:
            profondeur -= 1
            if profondeur == 0:
                break
        elif profondeur == 1 and sorte in (_VALEUR, _FORMULE):
            ligne, colonne = struct.unpack_from("<HH", contenu)
            if sorte == _VALEUR and contenu[7]:
                trouvees[ligne][colonne] = ERREURS.get(contenu[6], "#N/A")
            elif sorte == _FORMULE and contenu[12:14] == b"\xff\xff" and contenu[6] == 2:
                trouvees[ligne][colonne] = ERREURS.get(contenu[8], "#N/A")
    return dict(trouvees)
