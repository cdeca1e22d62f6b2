"""Les faits que lisent les formules : tranches, mouvements d'argent, heures travaillées, reconductions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class NatureTranche(StrEnum):
    FERME = "ferme"
    OPTIONNELLE = "optionnelle"


@dataclass(frozen=True, kw_only=True)
class Tranche:
    """Une tranche et ses heures. Une optionnelle n'est due qu'à partir de son affermissement."""

    nature: NatureTranche
    heures: Decimal
    nom: str = ""
    affermie_le: date | None = None
    debut: date | None = None
    fin: date | None = None

    def due_au(self, jour: date | None) -> bool:
        """Ferme, ou affermie ce jour-là au plus tard (`None` : tous les faits connus)."""
        if self.nature == NatureTranche.FERME:
            return True
        return self.affermie_le is not None and (jour is None or self.affermie_le <= jour)

    @property
    def libelle(self) -> str:
        return self.nom or f"Tranche {self.nature}"

    @property
    def designation(self) -> str:
        """« Tranche ferme 1 », « École (tranche optionnelle) » : le nom et la nature."""
        return self.libelle if self.nature in self.libelle.lower() else f"{self.libelle} (tranche {self.nature})"


@dataclass(frozen=True, kw_only=True)
class Mouvement:
    """Une commande ou une facture, en € HT ; un avoir est un montant négatif."""

    jour: date | None
    montant_ht: Decimal
    attributaire: str | None = None


@dataclass(frozen=True, kw_only=True)
class HeuresTravaillees:
    """Toutes les heures travaillées sur le marché (insertion ou non), à un jour."""

    jour: date | None
    heures: Decimal
    attributaire: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reconduction:
    """Une période de plus. Sans `faite_le`, elle est possible ; avec, elle est engagée ce jour-là."""

    duree_mois: int
    faite_le: date | None = None

    def faite_au(self, jour: date | None) -> bool:
        return self.faite_le is not None and (jour is None or self.faite_le <= jour)
