"""`filter(lot__parmi=cles)` : comme `in`, d'une suite de clés UUID, en un seul paramètre.

Django écrit un paramètre par clé, le convertit et le vérifie : les mille clés d'un accueil lui coûtaient autant que
le reste de ses requêtes.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Lookup, UUIDField
from django.db.models.fields.related import ForeignObject


@ForeignObject.register_lookup
@UUIDField.register_lookup
class Parmi(Lookup):
    """`cles` : des UUID (ou des objets, dont on prend la clé) ; aucune ne donne aucune ligne."""

    lookup_name = "parmi"

    def __init__(self, lhs: Any, rhs: Iterable[Any]) -> None:
        super().__init__(lhs, [_cle(c).hex for c in rhs])

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s::uuid[])", (*parametres, f"{{{','.join(self.rhs)}}}")


def _cle(valeur: Any) -> UUID:
    """Lève TypeError pour autre chose qu'une clé ou un objet qui en a une."""
    cle = getattr(valeur, "pk", valeur)
    if not isinstance(cle, UUID):
        raise TypeError(f"{valeur!r} n'est pas une clé.")
    return cle
