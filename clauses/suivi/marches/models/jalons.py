"""La colonne des jalons : des `Jalon` pour le métier, une liste d'objets JSON dans la base.

Chaque objet dit l'échéance (`le`, AAAA-MM-JJ, ou `mois`) et le cumul (`heures`, ou `part` en pour cent), les nombres en
texte : ce qui est vide n'y est pas.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clauses.fond.socle.models.textes import Donnees
from regles.formules.jalons import Jalon
from regles.typographie import FINE

_LIRE: dict[str, Callable[[Any], Any]] = {"le": date.fromisoformat, "mois": int, "heures": Decimal, "part": Decimal}


def de_json(valeur: Sequence[Mapping[str, Any]]) -> tuple[Jalon, ...]:
    return tuple(Jalon(**{nom: _LIRE[nom](lu) for nom, lu in objet.items()}) for objet in valeur)


def en_json(jalons: Sequence[Jalon]) -> list[dict[str, str]]:
    return [{nom: str(valeur) for nom, valeur in vars(jalon).items() if valeur is not None} for jalon in jalons]


def jalons_en_mots(valeur: Sequence[Mapping[str, Any]]) -> str:
    """« 1 000 h au 31 mars 2027 ; 60 % du volume au 30 septembre 2027 » : ce qu'en dit le journal."""
    return f"{FINE}; ".join(jalon.en_mots for jalon in de_json(valeur))


class ChampDeJalons(Donnees):
    """Les jalons d'une clause, dans l'ordre ; aucun le plus souvent."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> tuple[Jalon, ...]:
        return de_json(super().from_db_value(value, expression, connection) or ())

    def get_prep_value(self, value: Any) -> Any:
        return en_json(value) if isinstance(value, list | tuple) else super().get_prep_value(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(en_json(value), model_instance)
