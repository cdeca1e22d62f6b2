"""Lire une ligne de commande, de facture ou d'avoir dans un tableau venu du dehors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.origine import Lecteur
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, en_date, en_euros, lire_siret
from clauses.fond.structures.etablissements import meme_entreprise, reconnue
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.services.depenses import NatureDepense

MONTANT_MAX = Decimal("999999999999.99")
EXIGEES = ("Numéro", "Date", "Montant HT")
FACULTATIVES = ("Type", "Attributaire", "Objet")
CONNUES = frozenset((*EXIGEES, *FACULTATIVES))
COLONNES = tuple(Colonne(nom, nom, largeur=22) for nom in (*EXIGEES, *FACULTATIVES))  # du modèle à remplir
SYNONYMES = {
    "Numéro": ("numero", "n°", "no", "numéro de facture", "numéro de commande", "référence", "n° facture", "n° bon"),
    "Date": ("jour", "date de facture", "date de commande", "date d'émission"),
    "Montant HT": ("montant", "montant € HT", "montant HT (€)", "total HT", "HT"),
    "Type": ("nature", "type de pièce"),
    "Attributaire": ("titulaire", "SIRET", "SIRET attributaire", "entreprise", "fournisseur", "raison sociale"),
    "Objet": ("libellé", "désignation", "description"),
}
_TYPES: Mapping[str, tuple[NatureDepense, bool]] = {
    "commande": (NatureDepense.COMMANDE, False),
    "bon de commande": (NatureDepense.COMMANDE, False),
    "bc": (NatureDepense.COMMANDE, False),
    "bdc": (NatureDepense.COMMANDE, False),
    "facture": (NatureDepense.FACTURE, False),
    "avoir": (NatureDepense.AVOIR, False),
    "prevision": (NatureDepense.FACTURE, True),
    "prevision de facture": (NatureDepense.FACTURE, True),
    "facture prevue": (NatureDepense.FACTURE, True),
    "prevision de commande": (NatureDepense.COMMANDE, True),
    "commande prevue": (NatureDepense.COMMANDE, True),
}


Cle = tuple[NatureDepense, UUID | None, str]


@dataclass(frozen=True)
class DepenseLue:
    """Une ligne comprise. `montant_ht` est positif, même pour un avoir."""

    nature: NatureDepense
    est_prevision: bool
    numero: str
    jour: date
    montant_ht: Decimal
    attribution: Attribution | None
    objet: str

    @property
    def libelle(self) -> str:
        return f"{self.nature.label} {self.numero} du {en_date(self.jour)}, {en_euros(self.montant_ht)} HT"

    @property
    def valeurs(self) -> dict[str, Any]:
        """Ce que la base garde ; un avoir y est négatif, un objet vide n'efface rien."""
        montant = -self.montant_ht if self.nature == NatureDepense.AVOIR else self.montant_ht
        objet = {"objet": self.objet} if self.objet else {}
        return {"jour": self.jour, "montant_ht": montant, "est_prevision": self.est_prevision, **objet}

    @property
    def cle(self) -> Cle:
        """Ce qui fait la pièce : une facture et l'avoir de même numéro en sont deux."""
        return self.nature, self.attribution.pk if self.attribution else None, self.numero


def lire_depense(cellules: Cellules, defaut: NatureDepense, membres: Sequence[Attribution]) -> DepenseLue:
    """La dépense de cette ligne. `defaut` : la nature de celles qui ne la disent pas. Lève `LigneRefusee`."""
    numero = cellules.texte("Numéro", 60, obligatoire=True)
    jour = cellules.date("Date", obligatoire=True)
    montant = cellules.montant("Montant HT", MONTANT_MAX)
    objet = cellules.texte("Objet")
    assert jour is not None
    nature, est_prevision = _nature(cellules.brute("Type"), defaut)
    if montant < 0 and nature == NatureDepense.FACTURE:
        nature = NatureDepense.AVOIR
    return DepenseLue(
        nature=nature,
        est_prevision=est_prevision,
        numero=numero,
        jour=jour,
        montant_ht=abs(montant) if nature == NatureDepense.AVOIR else montant,
        attribution=_attribution(cellules, membres),
        objet=objet,
    )


def lecteurs(defaut: NatureDepense, membres: Sequence[Attribution]) -> dict[str, Lecteur]:
    """Ce qui se comprend de chaque case, pour le rapport que l'on emporte."""
    return {
        "pièce": lambda cellules: str(lire_depense(cellules, defaut, membres).nature.label),
        "prévision": lambda cellules: _nature(cellules.brute("Type"), defaut)[1],
        "numéro": lambda cellules: cellules.texte("Numéro", 60),
        "date": lambda cellules: cellules.date("Date"),
        "montant HT": lambda cellules: cellules.montant("Montant HT", MONTANT_MAX),
        "attributaire": lambda cellules: str(_attribution(cellules, membres) or ""),
        "objet": lambda cellules: cellules.texte("Objet"),
    }


def _nature(valeur: object, defaut: NatureDepense) -> tuple[NatureDepense, bool]:
    cle = cle_de_texte(str(valeur or ""))
    if not cle:
        return defaut, False
    if cle.rstrip("s") not in _TYPES and cle not in _TYPES:
        raise LigneRefusee("Type", valeur, "ce type n'est pas connu.", "Écrire commande, facture, avoir ou prévision.")
    return _TYPES[cle] if cle in _TYPES else _TYPES[cle.rstrip("s")]


def _attribution(cellules: Cellules, membres: Sequence[Attribution]) -> Attribution | None:
    """L'attributaire nommé par son nom ou son SIRET (d'un autre établissement, c'est dit) ; seul, il va de soi."""
    valeur = cellules.brute("Attributaire")
    cle = cle_de_texte(str(valeur or ""))
    if not cle:
        return membres[0] if len(membres) == 1 else None
    trouves = [m for m in membres if cle in (cle_de_texte(m.structure.nom), cle_de_texte(m.structure.sigle))]
    if not trouves:
        try:
            siret = lire_siret(valeur)
        except CelluleInvalide:
            siret = None
        trouves = [m for m in membres if siret and m.structure.siret == siret]
        if (
            siret
            and not trouves
            and len(memes := [m for m in membres if meme_entreprise(m.structure.siret, siret)]) == 1
        ):
            trouves = memes
            cellules.remarquer(reconnue(memes[0].structure.nom, memes[0].structure.siret or "", siret))
    if len(trouves) == 1:
        return trouves[0]
    noms = ", ".join(f"«\u00a0{m.structure}\u00a0»" for m in membres) or "aucun"
    raison = (
        "plusieurs attributaires portent ce nom." if trouves else "cette structure n'est pas attributaire de ce lot."
    )
    raise LigneRefusee("Attributaire", valeur, raison, f"Attributaires de ce lot\u00a0: {noms}.")
