"""Les contrôles d'une ligne avant sa validation : ce que les règles retiendraient, ce qui bloque, ce qui reste
à confirmer."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from clauses.suivi.declarations.faits import faits_des_lignes
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.ressemblances import Ressemblance, ressemblances
from regles.execution import DecisionHeures, heures_retenues

# Ces refus emportent toute la ligne et appellent un acte avant la validation : prononcer l'éligibilité,
# corriger le contrat ou le nombre, écarter le double.
CODES_BLOQUANTS = frozenset({"mois_en_double", "hors_contrat", "heures_impossibles", "eligibilite_non_validee"})


@dataclass(frozen=True)
class Controle:
    """Le verdict des règles sur une ligne. `blocages` (▲) interdisent de valider ; `remarques` (●) se confirment."""

    ligne: LigneHeures
    decision: DecisionHeures
    blocages: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    a_repondre: UUID | None = None  # le contrat dont on ne sait s'il en redit un autre

    @property
    def est_bloque(self) -> bool:
        return bool(self.blocages)

    @property
    def est_sans_remarque(self) -> bool:
        return not self.blocages and not self.remarques


def controler(lignes: Iterable[LigneHeures]) -> dict[UUID, Controle]:
    """Le contrôle de chaque ligne, en un nombre de requêtes qui ne dépend pas du nombre de lignes."""
    connues = list(lignes)
    faits = faits_des_lignes(connues)
    doubles = ressemblances({ligne.contrat_id for ligne in connues})
    return {
        ligne.pk: _controle(ligne, heures_retenues(faits[ligne.pk]), doubles.get(ligne.contrat_id)) for ligne in connues
    }


def _controle(ligne: LigneHeures, decision: DecisionHeures, double: Ressemblance | None) -> Controle:
    blocages: list[str] = []
    remarques = list(decision.avertissements)
    for refus in decision.refus:
        (blocages if refus.code in CODES_BLOQUANTS else remarques).append(refus.motif)
    if decision.declarees == 0:
        remarques.append("aucune heure" if ligne.observation else "aucune heure, sans raison")
    if double is not None:
        remarques.append(double.en_mots)
    a_repondre = double.demande if double else None
    return Controle(ligne, decision, tuple(dict.fromkeys(blocages)), tuple(dict.fromkeys(remarques)), a_repondre)
