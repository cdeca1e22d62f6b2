"""Les chiffres d'une seule opération, pour les essais."""

from datetime import date

from clauses.suivi.chiffres.cinq_chiffres import Chiffres, chiffres_des_operations
from clauses.suivi.marches.models import Operation


def chiffres_de_l_operation(operation: Operation, jour: date) -> Chiffres:
    return chiffres_des_operations([operation], jour)[operation.pk]
