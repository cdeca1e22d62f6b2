"""Les départements viennent de la migration de données : on les lit, on ne les crée pas."""

from clauses.fond.territoires.models import Departement


def nord() -> Departement:
    return Departement.objects.get(pk="59")


def pas_de_calais() -> Departement:
    return Departement.objects.get(pk="62")
