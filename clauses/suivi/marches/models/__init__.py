from clauses.suivi.marches.models.attribution import Attribution
from clauses.suivi.marches.models.clause import Clause
from clauses.suivi.marches.models.depense import Commande, Facture
from clauses.suivi.marches.models.evenement import EvenementMarche
from clauses.suivi.marches.models.heures_totales import HeuresTotales
from clauses.suivi.marches.models.import_marches import ImportMarches
from clauses.suivi.marches.models.lot import Lot, Tranche
from clauses.suivi.marches.models.marche import Marche
from clauses.suivi.marches.models.operation import Operation, Programme

__all__ = [
    "Attribution",
    "Clause",
    "Commande",
    "EvenementMarche",
    "Facture",
    "HeuresTotales",
    "ImportMarches",
    "Lot",
    "Marche",
    "Operation",
    "Programme",
    "Tranche",
]
