"""Ce que les polices des documents savent écrire ; le reste devient un carré, et le document le dit.

PDF/UA-1 refuse tout le document pour un seul caractère sans dessin : un émoji dans le nom d'une opération priverait
pour toujours de son bilan.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from clauses.fond.socle.valeurs import sans_inecrivables

REMPLACANT = "□"
_ESPACE_FINE = "\u202f"  # a sa propre police
_MIS_EN_PAGE = {"\n", "\t"}


def ecrivable(valeur: Any, polices: tuple[Path, ...]) -> Any:
    """La même valeur (texte, liste, dictionnaire), dont chaque texte s'écrit avec ces polices."""
    if isinstance(valeur, str):
        return _ecrire(valeur, _communs(polices))
    if isinstance(valeur, list | tuple):
        return [ecrivable(contenu, polices) for contenu in valeur]
    return {c: ecrivable(v, polices) for c, v in valeur.items()} if isinstance(valeur, dict) else valeur


def _ecrire(texte: str, connus: frozenset[str]) -> str:
    if connus.issuperset(texte):
        return texte
    return "".join(_un(c, connus) for c in unicodedata.normalize("NFC", texte))


def _un(caractere: str, connus: frozenset[str]) -> str:
    if caractere in connus:
        return caractere
    match unicodedata.category(caractere)[0], unicodedata.category(caractere):
        case "Z", _:
            return " "
        case _, "Cc" | "Cf" | "Mn" | "Me":  # contrôles et marques : rien à dessiner seul
            return ""
    return REMPLACANT if sans_inecrivables(caractere) == caractere else ""


@lru_cache(maxsize=4)
def _communs(polices: tuple[Path, ...]) -> frozenset[str]:
    communs = frozenset.intersection(*(frozenset(_dessines(police.read_bytes())) for police in polices))
    return frozenset(c for c in communs if unicodedata.category(c) != "Cc") | _MIS_EN_PAGE | {_ESPACE_FINE}


def _dessines(police: bytes) -> Iterator[str]:
    """Les caractères qu'une police OpenType dessine : sa table « cmap », sous-table Unicode entière (format 12)."""
    (tables,) = struct.unpack_from(">H", police, 4)
    entrees = (struct.unpack_from(">4sIII", police, 12 + 16 * rang) for rang in range(tables))
    cmap = next(place for nom, _, place, _ in entrees if nom == b"cmap")
    (combien,) = struct.unpack_from(">H", police, cmap + 2)
    sous_tables = (struct.unpack_from(">HHI", police, cmap + 4 + 8 * rang) for rang in range(combien))
    entiere = next(cmap + place for systeme, codage, place in sous_tables if (systeme, codage) == (3, 10))
    (groupes,) = struct.unpack_from(">I", police, entiere + 12)
    for rang in range(groupes):
        premier, dernier, _ = struct.unpack_from(">III", police, entiere + 16 + 12 * rang)
        yield from map(chr, range(premier, dernier + 1))
