"""Les données essentielles de la commande publique (DECP), lues et mises au propre.

Arrêtés du 14 avril 2017 et du 22 décembre 2022 (code de la commande publique, R2196-1). Commencer par
`lire_decp` : elle rend, au fil de l'eau, des `Avis` propres ou des `Refus` expliqués. Rien n'est écrit
en base ici, et rien ne dépend de Django ; `python -m clauses.suivi.marches.decp FICHIER…` compte les refus.
"""

from .faits import (
    ActeSousTraitance,
    Avertissement,
    Avis,
    Lieu,
    Modification,
    Refus,
    Titulaire,
)
from .lecture import intitules, lire_decp, relire

__all__ = [
    "ActeSousTraitance",
    "Avertissement",
    "Avis",
    "Lieu",
    "Modification",
    "Refus",
    "Titulaire",
    "intitules",
    "lire_decp",
    "relire",
]
