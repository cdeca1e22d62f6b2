"""Ce que rend chaque lecteur, avant d'en faire le texte de l'extraction : des morceaux, dans l'ordre du document."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

# Ni XML ni la base ne savent les garder ; chacun laisse un blanc, rien ne change de place.
_INECRIVABLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
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
        """Garde un texte non vide, espaces de bord retirés."""
        if propre := _INECRIVABLES.sub(" ", texte).strip(" \t\r\n\u00a0\u202f|"):
            self.morceaux.append(Morceau(propre, page, lieu))
