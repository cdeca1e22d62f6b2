"""L'offre locale : combien de structures du métier autour du lieu d'exécution. Lue une fois pour tout le projet."""

from collections import Counter
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
    _comptes: dict[str, Counter[str | None]] = field(default_factory=dict)

    def du_metier(self, metier: str) -> tuple[int | None, int]:
        """(les structures qui peuvent y répondre, dont celles de tous métiers : intérim d'insertion et associations
        intermédiaires) ; `None` si l'on ne sait pas chercher."""
        secteurs = secteurs_du_metier(metier)
        if not self.est_connue or not secteurs:
            return None, 0
        if metier not in self._comptes:
            self._comptes[metier] = Counter(
                correspondance(nature, siens, secteurs) for nature, siens in self.structures
            )
        comptes = self._comptes[metier]
        return comptes[DANS_LE_METIER] + comptes[TOUT_METIER], comptes[TOUT_METIER]


def offre_locale(projet: Projet) -> Offre:
    """L'offre autour du lieu d'exécution ; deux requêtes au plus."""
    if projet.latitude is None or projet.longitude is None:
        return Offre()
    autour = proches(projet.latitude, projet.longitude, RAYON_KM, avec_inconnus=True)
    if not autour and not Fournisseur.objects.en_activite().situes().exists():
        return Offre()
    return Offre(True, tuple((p.fournisseur.nature, tuple(p.fournisseur.secteurs)) for p in autour))
