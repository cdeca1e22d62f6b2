"""Ce que rend chaque lecteur, avant d'en faire le texte de l'extraction : des morceaux, dans l'ordre du document."""

from dataclasses import dataclass, field
from enum import StrEnum

CELLULE = " | "  # entre deux cellules d'une même ligne de tableau


class Lieu(StrEnum):
    """Où se trouve un morceau."""

    CORPS = "corps"
    TITRE = "titre"
    TABLEAU = "tableau"
    ENTETE = "en-tête ou pied de page"
    NOTE = "note"
    ZONE = "zone de texte"


@dataclass(frozen=True)
class Morceau:
    """Un paragraphe ou une ligne de tableau. `page` compte depuis 1 ; `None` quand le format ne la dit pas."""

    texte: str
    page: int | None = None
    lieu: Lieu = Lieu.CORPS


@dataclass
class Brut:
    """Un document lu. `avertissements` : ce qui n'a pas été lu, en phrases."""

    morceaux: list[Morceau] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    pages: int | None = None

    def ajouter(self, texte: str, page: int | None = None, lieu: Lieu = Lieu.CORPS) -> None:
        """Garde un texte non vide, espaces de bord retirés, et l'octet nul, qui n'est d'aucun texte."""
        if propre := texte.replace("\x00", "").strip(" \t\r\n\u00a0\u202f|"):
            self.morceaux.append(Morceau(propre, page, lieu))
