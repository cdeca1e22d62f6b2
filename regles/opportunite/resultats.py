"""Ce que l'on conclut de l'obligation sociale et du seuil d'un achat."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from regles.socle import Decision
from regles.vocabulaire import Dit, Montant, Parmi

OBLIGATOIRE, FACULTATIVE, HORS_CHAMP = "obligatoire", "facultative", "hors_champ"
RECEVABLE, A_JUSTIFIER, INDETERMINEE = "derogation_recevable", "derogation_a_justifier", "indeterminee"
RESULTATS = {
    OBLIGATOIRE: "Condition sociale obligatoire",
    FACULTATIVE: "Condition sociale facultative",
    HORS_CHAMP: "Hors du champ de l'obligation",
    RECEVABLE: "Dérogation recevable",
    A_JUSTIFIER: "Dérogation à justifier",
    INDETERMINEE: "On ne peut pas encore conclure",
}


@dataclass(frozen=True, kw_only=True)
class DecisionSeuil(Decision):
    """`valeur` : le seuil en euros HT ; `depuis` : le jour depuis lequel il vaut."""

    valeur: Annotated[Montant | None, Dit("Le seuil européen du jour.", "seuil applicable", nom="seuil")]
    nom: str
    depuis: date | None = None
    unite: str = "€"


@dataclass(frozen=True, kw_only=True)
class DecisionObligation(Decision):
    """`valeur` : le montant estimé du besoin. `manque` : les faits sans lesquels on ne conclut pas."""

    valeur: Annotated[Montant | None, Dit("Le montant estimé retenu.", "montant estimé", nom="montant")]
    resultat: Annotated[str, Parmi({c: (dit,) for c, dit in RESULTATS.items()}), Dit("L'obligation.", "obligation")]
    seuil: Annotated[Montant | None, Dit("Le seuil européen du jour.", "seuil applicable")] = None
    manque: tuple[str, ...] = ()
    unite: str = "€"

    @property
    def ce_qui_manque(self) -> Annotated[str, Dit("Un passage de ce qui manque pour conclure.", nom="manque")]:
        return ", ".join(self.manque)

    @property
    def en_bref(self) -> str:
        return RESULTATS[self.resultat]
