"""Ce qui attend quelqu'un : chaque tranche le dit sur sa carte (`Carte.attentes`), les accueils le réunissent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from clauses.fond.socle.composants import Lien
from clauses.fond.socle.valeurs import en_date, en_mois

Chez = Literal["moi", "autres", "endormies"]


@dataclass(frozen=True)
class Interlocuteur:
    """Une personne à joindre. `tel` : son numéro tel que le compose un téléphone."""

    nom: str
    fonction: str
    courriel: str = ""
    telephone: str = ""

    @property
    def tel(self) -> str:
        return "".join(c for c in self.telephone if c.isdigit() or c == "+")


@dataclass(frozen=True)
class Attente:
    """Une chose à faire. `depuis` : le jour où elle est devenue due ; `est_en_retard` : ce jour est passé.
    `mots` : son délai, quand il se dit autrement. `chez` : de quel côté est l'acte ; `qui` doit agir, en mots.
    `sous` : ce qu'elle réunit, à déplier ; `second` : un autre geste ; `contacts` : qui appeler."""

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
    sous: Sequence[Self] = ()
    second: Lien | None = None
    contacts: Sequence[Interlocuteur] = ()

    def delai(self, jour: date) -> str:
        """Le retard en jours, l'échéance à venir, ou le jour depuis lequel rien ne bouge."""
        if self.est_en_retard:
            return f"{(jour - self.depuis).days}\u202fj"
        if self.mots:
            return self.mots
        return f"→ {en_date(self.depuis)}" if self.depuis >= jour else f"depuis {en_mois(self.depuis)}"
