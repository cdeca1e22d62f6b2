"""Ce que montre la page /catalogue/ : chaque composant, dans tous ses états, sur des données inventées.

C'est l'exemple à copier pour faire une page. Un test vérifie qu'aucun composant n'y manque.
"""

from typing import Any

from clauses.fond.socle.catalogue import actes, fiches, page, tableaux


def contexte() -> dict[str, Any]:
    """Le contexte de la page : une entrée par composant."""
    return page.contexte() | tableaux.contexte() | fiches.contexte() | actes.contexte()
