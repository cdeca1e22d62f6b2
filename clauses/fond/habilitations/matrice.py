"""LA matrice des droits : droit × rôle → portée. Un droit absent pour un rôle est refusé.

Chaque tranche écrit ses lignes sur sa carte (`Carte.droits`) ; elles se lisent toutes dans docs/habilitations.md.
Un droit s'écrit « objet.verbe ». « objet.voir » donne aussi la portée de `visibles_par`.
"""

from collections import Counter
from functools import cache

from clauses.fond.habilitations.roles import Portee, Role
from clauses.fond.socle.registre import cartes


@cache
def matrice() -> dict[str, dict[Role, Portee]]:
    """{droit: {rôle: portée}}, tranche après tranche. Lève ValueError si deux cartes disent le même droit."""
    droits = [droit for carte in cartes().values() for droit in carte.droits]
    if doubles := [droit for droit, fois in Counter(droits).items() if fois > 1]:
        raise ValueError(f"Un droit ne se dit qu'une fois : {', '.join(doubles)}.")
    return {droit: dict(roles) for carte in cartes().values() for droit, roles in carte.droits.items()}


def portee_de(role: str, droit: str) -> Portee | None:
    """La portée du droit pour ce rôle, ou `None` s'il ne l'a pas. Un droit inconnu est une faute de code."""
    if droit not in matrice():
        raise KeyError(f"Le droit « {droit} » n'est pas dans la matrice : aucune carte ne le dit (Carte.droits).")
    return matrice()[droit].get(role)  # type: ignore[call-overload]
