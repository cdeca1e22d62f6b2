"""De quoi compter : un lot et sa personne éligible, une opération de plusieurs lots."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.tests import fabriques as marches

JOUR = date(2026, 11, 24)


def valider(contrat: ContratInsertion, lot: Lot, heures: dict[int, str]) -> None:
    """Une ligne validée par mois de 2026 : {3: "100"} pour mars."""
    for mois, combien in heures.items():
        declarations.ligne(contrat, lot, date(2026, mois, 1), combien, etat="validee")


def operation_de(combien: int, porteuse, entreprise, **champs) -> Operation:
    """Une opération de tant de lots : chacun sa clause, son titulaire, 10 h retenues, 5 h et un mois à valider, un
    mois en retard."""
    operation = marches.operation(porteuse, **champs)
    marche = marches.marche(operation)
    personne = None
    for rang in range(1, combien + 1):
        lot = marches.lot(marche, str(rang))
        marches.clause(lot)
        attribution = marches.attribution(lot, entreprise)
        contrat = declarations.contrat(personne, lot) if personne else declarations.contrat_eligible(lot)
        personne = contrat.participant
        valider(contrat, lot, {3: "10"})
        declarations.ligne(contrat, lot, date(2026, 10, 1), "5", etat="soumise")
        declarations.declaration(attribution, date(2026, 10, 1), etat="soumise")
        declarations.declaration(attribution, date(2026, 9, 1))
    return operation


def requetes(lire) -> int:
    """Combien de requêtes coûte `lire()`."""
    with CaptureQueriesContext(connection) as prises:
        lire()
    return len(prises)
