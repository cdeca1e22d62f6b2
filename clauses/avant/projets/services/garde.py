"""Ce que tous les verbes de la fiche vérifient : elle se modifie encore, et le cycle permet le verbe."""

from clauses.avant.projets.models import Projet
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.suivi.marches.services.ecriture import exiger_actif
from regles.cycles import TransitionImpossible, etat_suivant


def prendre_la_fiche(projet: Projet, version_lue: int | None = None) -> Projet:
    """La fiche sous verrou, encore modifiable. Lève `RefusMetier` si elle est ouverte, classée ou abandonnée."""
    actuel = verrouiller(projet, version_lue)
    exiger_actif(actuel)
    if actuel.etat == Projet.Etat.OUVERT:
        raise RefusMetier("Cette fiche est devenue une opération\u00a0: c'est l'opération qui se modifie.")
    if not actuel.est_en_cours:
        raise RefusMetier(
            f"Cette fiche est à l'état «\u00a0{actuel.get_etat_display()}\u00a0»\u00a0: rouvrez-la d'abord."
        )
    return actuel


def etat_apres(projet: Projet, verbe: str) -> str:
    """L'état où mène `verbe` depuis celui de la fiche. Lève `RefusMetier` s'il n'y est pas permis."""
    try:
        return etat_suivant("projet", projet.etat, verbe)
    except TransitionImpossible as refus:
        raise RefusMetier(str(refus)) from refus
