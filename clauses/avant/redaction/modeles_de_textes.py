"""Nos textes modèles : un fichier par pièce dans `modeles/`, lu une fois.

Un fichier dit le titre de la pièce, la date de sa rédaction et ses sections : code, titre, condition (`si`, `sauf`),
texte, points d'attention, références (noms de `regles/references.py`, qui portent la certitude).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from clauses.avant.redaction.fichiers import fichier
from clauses.avant.redaction.insertions import INSERTIONS
from clauses.avant.redaction.langage import Vocabulaire, delier
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.variables import CONDITIONS, VARIABLES
from regles import references
from regles.socle import Reference

VOCABULAIRE = Vocabulaire(VARIABLES.keys(), CONDITIONS.keys(), INSERTIONS.keys())


@dataclass(frozen=True)
class SectionModele:
    """Une section de nos textes. `si`, `sauf` : la condition de sa présence, ou « »."""

    nature: str
    code: str
    titre: str
    texte: str
    du: date
    si: str = ""
    sauf: str = ""
    points: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def cle(self) -> str:
        """« ccap.heures » : son nom dans une adresse."""
        return f"{self.nature}.{self.code}"


@dataclass(frozen=True)
class ModeleDePiece:
    nature: str
    titre: str
    du: date
    est_numerotee: bool
    sections: tuple[SectionModele, ...]


@cache
def modele(nature: str) -> ModeleDePiece:
    """Notre modèle de cette pièce."""
    lu = fichier(nature)
    sections = tuple(_section(nature, lu["date"], brute) for brute in lu["sections"])
    return ModeleDePiece(nature, lu["titre"], lu["date"], bool(lu["numerote"]), sections)


def _section(nature: str, du: date, brute: Mapping[str, Any]) -> SectionModele:
    return SectionModele(
        nature=nature,
        code=brute["code"],
        titre=brute["titre"],
        texte=delier(brute["texte"]),
        du=brute.get("date", du),
        si=brute.get("si", ""),
        sauf=brute.get("sauf", ""),
        points=tuple(brute.get("points", ())),
        references=tuple(getattr(references, nom) for nom in brute.get("references", ())),
    )


def modeles() -> list[ModeleDePiece]:
    """Les huit, dans l'ordre où une consultation s'écrit."""
    return [modele(nature) for nature in Piece.Nature.values]


def section(cle: str) -> SectionModele | None:
    """La section de cette clé (« ccap.heures »), ou `None`."""
    nature, _, code = cle.partition(".")
    if nature not in Piece.Nature.values:
        return None
    return next((s for s in modele(nature).sections if s.code == code), None)
