"""La file à valider d'un coup : ce qui n'a aucune remarque, opération par opération, et ce qui restera à regarder."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.composants import Confirmation
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.controles import controler
from regles.typographie import accorder

AU_PLUS = 1_000  # lignes d'une fois : au-delà, la page ne se lit plus


@dataclass(frozen=True)
class File:
    """Les lignes à valider telles qu'on les lit. `reste` : combien ont une remarque ou un blocage ; `suite` : combien
    de lignes de plus attendent au-delà de `AU_PLUS`."""

    sans_remarque: Sequence[LigneHeures]
    reste: int
    suite: int

    @property
    def heures(self) -> Decimal:
        return sum((ligne.declarees for ligne in self.sans_remarque), Decimal(0))


def lire_la_file(lignes: Iterable[LigneHeures]) -> File:
    toutes = list(lignes)
    lues = toutes[:AU_PLUS]
    controles = controler(lues)
    bonnes = [ligne for ligne in lues if controles[ligne.pk].est_sans_remarque]
    return File(bonnes, len(lues) - len(bonnes), len(toutes) - len(lues))


def demande_de_la_file(file: File, retour: str) -> Confirmation:
    """Ce qui va être validé, opération par opération, et ce qui restera."""
    combien = accorder(len(file.sans_remarque), "ligne sans remarque", "lignes sans remarque")
    return Confirmation(
        question=f"Valider {combien}, {en_heures(file.heures)} ?",
        verbe=f"Valider {accorder(len(file.sans_remarque), 'ligne')}",
        consequences=[*_par_operation(file.sans_remarque), *_ce_qui_reste(file)],
        url_retour=retour,
        avec_motif=False,
        lues=versions_de(file.sans_remarque),
    )


def _par_operation(lignes: Sequence[LigneHeures]) -> list[str]:
    siennes: dict[str, list[LigneHeures]] = defaultdict(list)
    for ligne in lignes:
        siennes[str(ligne.lot.marche.operation)].append(ligne)
    return [
        f"{operation} : {accorder(len({x.contrat.participant_id for x in groupe}), 'personne')}, "
        f"{en_heures(sum((x.declarees for x in groupe), Decimal(0)))}."
        for operation, groupe in siennes.items()
    ]


def _ce_qui_reste(file: File) -> list[str]:
    dits = []
    if file.reste:
        dits.append(
            f"{accorder(file.reste, 'ligne a une remarque ou un blocage', 'lignes ont une remarque ou un blocage')} : "
            "rien n'y change, à regarder mois par mois."
        )
    if file.suite:
        dits.append(f"{accorder(file.suite, 'autre ligne attend', 'autres lignes attendent')} : revenez-y ensuite.")
    return dits
