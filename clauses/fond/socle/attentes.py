"""Ce qui attend quelqu'un : chaque tranche le dit sur sa carte (`Carte.attentes`), les accueils le réunissent."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clauses.fond.socle.valeurs import en_date, en_mois

Chez = Literal["moi", "autres", "endormies"]


@dataclass(frozen=True)
class Attente:
    """Une chose à faire. `depuis` : le jour où elle est devenue due ; `est_en_retard` : ce jour est passé.
    `mots` : son délai, quand il se dit autrement. `chez` : de quel côté est l'acte ; `qui` doit agir, en mots."""

    acte: str
    objet: str
    detail: str
    depuis: date
    url: str
    bouton: str
    est_en_retard: bool
    mots: str = ""
    chez: Chez = "moi"
    qui: str = ""

    def delai(self, jour: date) -> str:
        """Le retard en jours, l'échéance à venir, ou le jour depuis lequel rien ne bouge."""
        if self.est_en_retard:
            return f"{(jour - self.depuis).days}\u202fj"
        if self.mots:
            return self.mots
        return f"→ {en_date(self.depuis)}" if self.depuis >= jour else f"depuis {en_mois(self.depuis)}"
