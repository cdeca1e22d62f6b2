"""Les faits que lisent les formules : tranches, mouvements d'argent, heures travaillées, reconductions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.typographie import INSECABLE, heures
from regles.vocabulaire import Depuis, Dit, Duree, Enumeration, Heures, Montant, Pourcentage

ZERO = Decimal(0)


class LectureResiliation(Enumeration):
    EXIGIBLE = "exigible"
    PRORATA = "prorata", "pro rata", "prorata temporis", "temps écoulé", "au prorata"

    @property
    def arrete_a(self) -> str:
        """« Les heures dues sont arrêtées à… » ; un cas et sa documentation, eux, écrivent le code."""
        return "la part du temps écoulé" if self is LectureResiliation.PRORATA else "ce qui était acquis ce jour-là"


class NatureTranche(Enumeration):
    FERME = "ferme", "TF", "tranche ferme"
    OPTIONNELLE = "optionnelle", "TO", "conditionnelle", "tranche optionnelle"


@dataclass(frozen=True, kw_only=True)
class Tranche:
    """Une tranche et ses heures. Une optionnelle n'est due qu'à partir de son affermissement."""

    nature: Annotated[NatureTranche, Dit("Ferme ou optionnelle.", "type")]
    heures: Annotated[Heures, Dit("Heures de la tranche.", "volume")]
    nom: Annotated[str, Dit("Libellé.", "tranche", "libellé")] = ""
    affermie_le: Annotated[
        Depuis | None,
        Dit(
            "Date d'affermissement ; « oui », à une date inconnue.",
            "affermissement",
            "date d'affermissement",
            "affermie",
        ),
    ] = None
    debut: Annotated[date | None, Dit("Début de la tranche (courbe).")] = None
    fin: Annotated[date | None, Dit("Fin de la tranche (courbe).")] = None

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

    jour: Annotated[date | None, Dit("Date ; sans date, le mouvement compte toujours.", "date", "le")] = None
    montant_ht: Annotated[Montant, Dit("€ HT ; un avoir est négatif.")]
    attributaire: Annotated[str | None, Dit("Le membre qui facture.", "membre", "titulaire", "entreprise")] = None


@dataclass(frozen=True, kw_only=True)
class HeuresTravaillees:
    """Toutes les heures travaillées sur le marché (insertion ou non), à un jour."""

    jour: Annotated[date | None, Dit("Date ; sans date, toujours comptées.", "date", "le")] = None
    heures: Annotated[Heures, Dit("Heures travaillées.")]
    attributaire: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reconduction:
    """Une période de plus. Sans `faite_le`, elle est possible ; avec, elle est engagée ce jour-là."""

    duree_mois: Annotated[Duree, Dit("Durée.", "duree_mois", nom="duree")]
    faite_le: Annotated[
        Depuis | None,
        Dit(
            "Date de la décision ; « oui », à une date inconnue ; sans date, elle est possible.", "le", "date", "faite"
        ),
    ] = None

    def faite_au(self, jour: date | None) -> bool:
        return self.faite_le is not None and (jour is None or self.faite_le <= jour)


# Ce que l'on sait d'un lot (`FaitsEngagement`), et comment un cas le nomme.
DureeInitiale = Annotated[
    Duree | None,
    Dit(
        "Durée initiale, sans reconduction.",
        "duree_initiale",
        "duree_mois",
        "duree_initiale_mois",
        nom="duree",
        defaut="de debut à fin",
    ),
]
Commandes = Annotated[
    tuple[Mouvement, ...],
    Dit(
        "Bons de commande, ou leur seul cumul.",
        "bons de commande",
        "commandé",
        "cumul_commande_ht",
        "montant commandé",
        "cumul des commandes",
        seul="montant_ht",
    ),
]
Factures = Annotated[
    tuple[Mouvement, ...],
    Dit(
        "Factures et avoirs, ou leur seul cumul.",
        "facturation",
        "facturé",
        "cumul_facture_ht",
        "montant facturé",
        "cumul des factures",
        seul="montant_ht",
    ),
]
FacturationPrevue = Annotated[
    Montant | None,
    Dit(
        "Total facturé prévu à la fin, réel compris.",
        "facturation prévue",
        "prévision de facturation",
        "facture_prevue_ht",
        "montant prévu",
        defaut="le montant estimé, ou le cumul commandé ou facturé s'il est plus haut",
    ),
]
MontantEstime = Annotated[
    Montant | None,
    Dit(
        "Montant estimé du marché : une estimation des heures dues, tant qu'aucune facturation n'est prévue.",
        "montant estimé",
        "montant du marché",
        "montant du lot",
        "estimation",
        nom="montant_estime_ht",
    ),
]
TravailDuMarche = Annotated[
    tuple[HeuresTravaillees, ...],
    Dit(
        "Toutes les heures travaillées sur le marché.",
        "heures totales",
        "heures réalisées",
        "total des heures travaillées",
        seul="heures",
    ),
]


@dataclass(frozen=True)
class VolumeDit:
    """Un volume que la pièce doit dire : pour tout le marché, par an (`par`), ou pour une tranche nommée."""

    heures: Decimal
    par: str = ""
    tranche: Tranche | None = None

    def en_mots(self) -> str:
        """« 120 h », « 120 h par an », « Tranche ferme 1 : 120 h »."""
        if self.tranche:
            return f"{self.tranche.designation}{INSECABLE}: {heures(self.heures)}"
        return f"{heures(self.heures)} par {self.par}" if self.par else heures(self.heures)


@dataclass(frozen=True, kw_only=True)
class ChoixDeFormule:
    """La formule retenue au calibrage et ce qu'elle demande. `taux` : celui des heures travaillées, le seul écrit ;
    `lectures` : ses choix de lecture, par terme."""

    formule: str
    volume: Annotated[Heures, Dit("Le volume d'heures.", "heures")]
    montant_ht: Annotated[Montant | None, Dit("Montant estimé.")] = None
    duree_mois: Annotated[Duree | None, Dit("Durée.", "durée")] = None
    taux: Annotated[Pourcentage | None, Dit("Part des heures travaillées, pour cette formule.")] = None
    montant_tranche_ht: Annotated[Montant | None, Dit("Montant d'une tranche de facturation.", "tranche")] = None
    heures_par_tranche: Annotated[Heures | None, Dit("Heures par tranche, si elles sont imposées.")] = None
    seuil_ht: Annotated[Montant, Dit("Seuil de déclenchement.")] = ZERO
    lectures: Mapping[str, str] = field(default_factory=dict)
    tranches: Annotated[tuple[Tranche, ...], Dit("Tranches et leurs heures.")] = ()
    heures_travaillees: Annotated[Heures | None, Dit("Toutes les heures estimées.")] = None
