"""Les fichiers du dehors se lisent à part : dans un essai ordinaire, sans lancer de processus, mais en passant par les
mêmes trames. Un essai marqué `processus` ou `navigateur` lance le vrai."""

import io
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO

import pytest

from clauses.fond.socle.a_part import enfant, parent
from clauses.fond.socle.a_part.trames import Genre
from tests.harnais import processus


class LectureSurPlace:
    """Ce que `parent.Enfant` fait, sans processus ni limites."""

    est_en_retard = False

    def __init__(self, demande: enfant.Demande, flux: BinaryIO) -> None:
        self.demande, self.flux = demande, flux

    def __enter__(self) -> "LectureSurPlace":
        return self

    def __exit__(self, *erreur: type[BaseException] | BaseException | TracebackType | None) -> None:
        return None

    def trames(self, secondes: float) -> Iterator[tuple[Genre, bytes]]:
        sortie = io.BytesIO()
        enfant.executer(self.demande, self.flux, sortie)
        yield from parent.entieres(bytearray(sortie.getbuffer()))

    def code(self) -> int:
        return 0


def poser(patch: pytest.MonkeyPatch) -> None:
    veritable = parent.Enfant

    def lancer(demande: enfant.Demande, flux: BinaryIO) -> parent.Enfant | LectureSurPlace:
        return LectureSurPlace(demande, flux) if processus.est_surveille() else veritable(demande, flux)

    patch.setattr(parent, "Enfant", lancer)
