"""Ce que tous les verbes qui écrivent dans la fiche vérifient : elle se modifie encore."""

from clauses.avant.projets.models import Projet
from clauses.fond.socle.acte import prendre_ligne
from clauses.fond.socle.erreurs import RefusMetier


def prendre_la_fiche(projet: Projet, version_lue: int | None = None) -> Projet:
    """La fiche sous verrou, encore modifiable. Lève `RefusMetier` si elle est ouverte, classée ou abandonnée."""
    actuel = prendre_ligne(projet, version_lue)
    if actuel.etat == Projet.Etat.OUVERT:
        raise RefusMetier("Cette fiche est devenue une opération\u00a0: c'est l'opération qui se modifie.")
    if not actuel.est_en_cours:
        raise RefusMetier(
            f"Cette fiche est à l'état «\u00a0{actuel.get_etat_display()}\u00a0»\u00a0: rouvrez-la d'abord."
        )
    return actuel
