"""Le facilitateur, que tous peuvent joindre ; les autres côtés de la table sont dans le carnet des structures."""

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.structures.carnet import Interlocuteur, Partie
from clauses.fond.structures.models import StructurePorteuse


def facilitateur(qui: Utilisateur | None, porteuse: StructurePorteuse) -> Partie:
    """Le facilitateur, que le marché nomme et que tous peuvent joindre ; à défaut, sa structure."""
    if qui is None:
        siens = Interlocuteur("Aucun facilitateur désigné", "", porteuse.courriel, porteuse.telephone)
    else:
        siens = Interlocuteur(str(qui), "Facilitateur ou facilitatrice", qui.courriel, porteuse.telephone)
    return Partie("Clause sociale", porteuse.nom, personnes=[siens])
