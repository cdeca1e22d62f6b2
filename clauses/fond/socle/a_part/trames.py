"""Ce que l'enfant dit au parent : des trames, chacune d'un genre, d'une longueur et d'un objet rangé.

L'enfant a lu un fichier hostile : le parent ne reconstruit que nos propres types, et ceux de la bibliothèque standard
qui portent des valeurs ; jamais une fonction à appeler.
"""

import io
import pickle
import struct
from enum import IntEnum
from typing import Any, BinaryIO

ENTETE = struct.Struct("<BI")
_MODULES = ("clauses.", "lecteur.", "regles.")
_VALEURS = frozenset(
    {("builtins", "set"), ("builtins", "frozenset"), ("builtins", "bytearray"), ("decimal", "Decimal")}
    | {("datetime", nom) for nom in ("date", "datetime", "time", "timedelta", "timezone")}
    | {("uuid", "UUID"), ("uuid", "SafeUUID"), ("pathlib", "PosixPath"), ("array", "_array_reconstructor")}
)


class Genre(IntEnum):
    """`SUIVI` : l'avancement ; `ELEMENT` : une part de ce qui est lu ; `RESULTAT` : le tout ; `REFUS` : une raison de
    refuser que la lecture donne ; `MEMOIRE` : elle n'en avait pas assez ; `ERREUR` : une faute imprévue ; `FIN`."""

    SUIVI, ELEMENT, RESULTAT, REFUS, MEMOIRE, ERREUR, FIN = range(1, 8)


def ecrire(sortie: BinaryIO, genre: Genre, objet: object = None) -> None:
    corps = pickle.dumps(objet, pickle.HIGHEST_PROTOCOL)
    sortie.write(ENTETE.pack(genre, len(corps)) + corps)


def relire(corps: bytes) -> Any:
    """L'objet de cette trame ; lève `pickle.UnpicklingError` s'il est d'un autre type que ceux permis."""
    return _Lecteur(io.BytesIO(corps)).load()


class _Lecteur(pickle.Unpickler):
    def find_class(self, module: str, nom: str) -> Any:
        if (module, nom) in _VALEURS:
            return super().find_class(module, nom)
        trouve = super().find_class(module, nom) if f"{module}.".startswith(_MODULES) else None
        if isinstance(trouve, type):
            return trouve
        raise pickle.UnpicklingError(f"{module}.{nom} ne se reçoit pas d'une lecture")
