"""Ce que dit un contrôle : une remarque, sa gravité, ce que la pièce dit, ce qu'elle devrait dire."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lecteur.extraction.constats import Passage
from regles.socle import Reference
from regles.typographie import apostrophes

if TYPE_CHECKING:
    from lecteur.controle.examen import Examen


class Gravite(StrEnum):
    """Du plus grave au plus léger : l'ordre est celui de la liste des remarques."""

    BLOQUANTE = "bloquante"
    CORRIGER = "a_corriger"
    VERIFIER = "a_verifier"
    CONFORME = "conforme"


RANG = {gravite: rang for rang, gravite in enumerate(Gravite)}


@dataclass(frozen=True, kw_only=True)
class Remarque:
    """Un constat. `page`, `paragraphe`, `debut`, `fin` placent la citation ; vides quand la pièce ne dit rien.
    `attendu` est ce que dit la clause du lot, `lu` ce que dit la pièce, `a_ecrire` la phrase à mettre à la place."""

    code: str
    gravite: Gravite
    titre: str
    explication: str
    attendu: str = ""
    lu: str = ""
    a_ecrire: str = ""
    citation: str = ""
    page: int | None = None
    paragraphe: int | None = None
    debut: int | None = None
    fin: int | None = None
    lot: str = ""
    autre_citation: str = ""

    @property
    def ordre(self) -> tuple[int, int, int]:
        """Par gravité, puis dans l'ordre de la pièce."""
        return RANG[self.gravite], self.page or 0, self.paragraphe or 0

    def en_json(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in asdict(self).items() if valeur not in ("", None)}

    @classmethod
    def depuis_json(cls, valeurs: dict[str, Any]) -> "Remarque":
        connus = {champ.name for champ in fields(cls)}
        retenues = {nom: valeur for nom, valeur in valeurs.items() if nom in connus}
        return cls(**{**retenues, "gravite": Gravite(valeurs["gravite"])})


@dataclass(frozen=True)
class Controle:
    """Un contrôle du registre : ce qu'il vérifie, le texte qui le demande, et sa fonction."""

    code: str
    titre: str
    reference: Reference
    examiner: Callable[["Examen"], Iterator[Remarque]]


def remarque(
    code: str, gravite: Gravite, titre: str, explication: str, passage: Passage | None = None, **suite: str
) -> Remarque:
    """Une remarque, placée à son passage s'il y en a un ; apostrophes typographiques."""
    place: dict[str, Any] = {}
    if passage is not None:
        place = {
            "citation": passage.texte,
            "page": passage.page,
            "paragraphe": passage.paragraphe,
            "debut": passage.debut,
            "fin": passage.fin,
        }
    textes: dict[str, Any] = {nom: apostrophes(valeur) for nom, valeur in suite.items()}
    return Remarque(
        code=code, gravite=gravite, titre=apostrophes(titre), explication=apostrophes(explication), **place, **textes
    )
