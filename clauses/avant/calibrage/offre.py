"""L'offre locale : combien de structures du métier autour du lieu d'exécution. Lue une fois pour tout le projet."""

from dataclasses import dataclass, field

from clauses.avant.projets.models import Projet
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.recherche import DANS_LE_METIER, TOUT_METIER, correspondance, proches
from clauses.fond.annuaire.secteurs import secteurs_du_metier

RAYON_KM = 30


@dataclass(frozen=True)
class Offre:
    """Ce que l'annuaire connaît autour du projet. `est_connue` : le lieu est situé et l'annuaire n'est pas vide."""

    est_connue: bool = False
    structures: tuple[tuple[str, tuple[str, ...]], ...] = ()
    _comptes: dict[str, int] = field(default_factory=dict)

    def du_metier(self, metier: str) -> int | None:
        """Nombre de structures du métier, intérim d'insertion et associations intermédiaires compris ; `None` si
        l'on ne sait pas chercher."""
        secteurs = secteurs_du_metier(metier)
        if not self.est_connue or not secteurs:
            return None
        if metier not in self._comptes:
            self._comptes[metier] = sum(
                correspondance(nature, siens, secteurs) in (DANS_LE_METIER, TOUT_METIER)
                for nature, siens in self.structures
            )
        return self._comptes[metier]


def offre_locale(projet: Projet) -> Offre:
    """L'offre autour du lieu d'exécution ; deux requêtes au plus."""
    if projet.latitude is None or projet.longitude is None:
        return Offre()
    autour = proches(projet.latitude, projet.longitude, RAYON_KM, avec_inconnus=True)
    if not autour and not Fournisseur.objects.en_activite().situes().exists():
        return Offre()
    return Offre(True, tuple((p.fournisseur.nature, tuple(p.fournisseur.secteurs)) for p in autour))
