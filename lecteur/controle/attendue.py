"""Ce que dit la clause du lot, pour la comparer à la pièce : des faits figés, sans base."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from regles.engagement import FaitsEngagement, Formule
from regles.formules.contrat import VolumeDit

ZERO = Decimal(0)


@dataclass(frozen=True)
class ContactAttendu:
    nom: str
    courriel: str = ""


@dataclass(frozen=True, kw_only=True)
class ClauseAttendue:
    """La clause d'un lot. `instrument` : le code de `Clause` ; `faits` : sa formule, ses tranches et ses dates, comme
    les lit la règle ; `ccag` : le code de `regles.ccag`, ou rien. Montants en € HT.

    `phrases` : ce que nous écririons, par sujet (clause, heures, publics, penalites…) ; `ecrites` : chaque ligne de nos
    pièces pour ce marché.
    """

    lot: str
    intitule: str = ""
    instrument: str = "condition"
    ponderation: Decimal | None = None
    faits: FaitsEngagement
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
    ecrites: tuple[str, ...] = ()

    def phrase(self, sujet: str) -> str:
        return self.phrases.get(sujet, "")

    @property
    def formule(self) -> Formule:
        return self.faits.clause

    @property
    def volumes(self) -> tuple[VolumeDit, ...]:
        """Les volumes que la pièce doit dire ; vide quand la formule n'en écrit pas."""
        return self.formule.volumes_dits(self.faits)

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
