"""Les travaux périodiques : ceux du câblage, dits ici, et ceux que chaque tranche dit sur sa carte."""

from clauses.fond.socle import registre
from clauses.fond.socle.registre import Periodique

TECHNIQUES = (
    Periodique(
        "reprise",
        "* * * * *",
        "config.taches.reprendre",
        "Rend à la file les travaux dont le processus a été tué en chemin.",
    ),
    Periodique(
        "menage",
        "17 2 * * *",
        "config.taches.faire_le_menage",
        "Efface les travaux finis et les jetons de formulaire consommés depuis trente jours, et les sessions expirées.",
    ),
)


def periodiques() -> list[Periodique]:
    """Chaque travail périodique, une seule liste : quoi, quand, pourquoi."""
    return [*TECHNIQUES, *registre.periodiques()]
