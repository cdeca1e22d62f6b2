"""Ce que dit la clause du lot, pour la comparer à la pièce : des faits figés, sans base."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from regles.clause import AssietteSeuil, LectureSeuil, LectureTranches

ZERO = Decimal(0)


@dataclass(frozen=True)
class TrancheAttendue:
    """`nature` : ferme ou optionnelle."""

    nature: str
    numero: int
    heures: Decimal


@dataclass(frozen=True)
class ContactAttendu:
    nom: str
    courriel: str = ""


@dataclass(frozen=True, kw_only=True)
class ClauseAttendue:
    """La clause d'un lot. `instrument` et `formule` : les codes de `Clause`. Heures en heures, montants en € HT.

    `duree_ans` : la durée reconductions comprises, `duree_ferme_ans` sans elles. `ccag` : travaux, fcs, pi, tic,
    mi, moe ou rien. `phrases` : ce que nous écririons, par sujet (clause, heures, publics, penalites…).
    """

    lot: str
    intitule: str = ""
    instrument: str = "condition"
    ponderation: Decimal | None = None
    formule: str = "fixe"
    heures: Decimal | None = None
    heures_par_an: Decimal | None = None
    taux: Decimal | None = None
    heures_par_tranche: Decimal | None = None
    montant_tranche_ht: Decimal | None = None
    seuil_ht: Decimal = ZERO
    lecture_tranches: str = LectureTranches.ENTIERES
    lecture_seuil: str = LectureSeuil.RETROACTIF
    assiette_seuil: str = AssietteSeuil.COMMANDE
    tranches: tuple[TrancheAttendue, ...] = ()
    duree_ans: Decimal | None = None
    duree_ferme_ans: Decimal | None = None
    periodicite_mois: int = 1
    jour_echeance: int = 15
    penalite_heure: Decimal = ZERO
    penalite_absence: Decimal = ZERO
    penalite_transmission: Decimal = ZERO
    publics: tuple[str, ...] = ()
    contacts: tuple[ContactAttendu, ...] = ()
    structure: str = ""
    ccag: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)

    def phrase(self, sujet: str) -> str:
        return self.phrases.get(sujet, "")

    @property
    def est_reserve(self) -> bool:
        return self.instrument.startswith("reserve_") or self.instrument == "marche_insertion"

    @property
    def a_un_critere(self) -> bool:
        return self.instrument in ("critere", "condition_critere")

    @property
    def a_des_heures(self) -> bool:
        """Une condition d'exécution : des heures sont dues. Un critère seul ou une réservation peuvent s'en passer."""
        return self.instrument in ("condition", "condition_critere")
