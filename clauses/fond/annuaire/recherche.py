"""Qui est près d'ici, et dans le métier : un cadre en SQL, puis la distance exacte.

Un métier cherché garde les structures qui l'ont, et celles qui mettent à disposition dans tous les métiers
(ETTI, AI, EATT). Celles dont on ne sait pas le métier n'y sont qu'à la demande (`avec_inconnus`).
"""

from collections.abc import Collection
from dataclasses import dataclass

from clauses.fond.annuaire.distance import dans_le_cadre, distance_km
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.models.fournisseur import TOUS_METIERS, FournisseurQuerySet
from clauses.fond.socle.noms import cle_de_tri

DANS_LE_METIER, TOUT_METIER, METIER_INCONNU, SANS_METIER_CHERCHE = "metier", "tout_metier", "inconnu", ""


@dataclass(frozen=True)
class Proche:
    """Une structure et sa distance à vol d'oiseau. `correspondance` : `metier`, `tout_metier`, `inconnu`, ou vide
    quand aucun métier n'est cherché."""

    fournisseur: Fournisseur
    distance_km: float
    correspondance: str = SANS_METIER_CHERCHE


def correspondance(nature: str, secteurs: Collection[str], cherches: Collection[str]) -> str | None:
    """Comment une structure répond aux métiers cherchés ; `None` si elle fait autre chose."""
    if not cherches:
        return SANS_METIER_CHERCHE
    if set(secteurs) & set(cherches):
        return DANS_LE_METIER
    if nature in TOUS_METIERS:
        return TOUT_METIER
    return None if secteurs else METIER_INCONNU


def proches(
    latitude: float,
    longitude: float,
    rayon_km: float,
    *,
    natures: Collection[str] = (),
    secteurs: Collection[str] = (),
    texte: str = "",
    avec_inconnus: bool = False,
) -> list[Proche]:
    """Les structures en activité à `rayon_km` ou moins du point, de la plus proche à la plus lointaine.

    Celles dont on n'a pas la position n'y sont jamais.
    """
    trouves = []
    for fournisseur in _dans_le_cadre(latitude, longitude, rayon_km, natures, texte):
        mesure = distance_km(latitude, longitude, fournisseur.latitude, fournisseur.longitude)
        lien = correspondance(fournisseur.nature, fournisseur.secteurs, secteurs)
        if mesure <= rayon_km and lien is not None and (avec_inconnus or lien != METIER_INCONNU):
            trouves.append(Proche(fournisseur, mesure, lien))
    return sorted(trouves, key=lambda p: (p.distance_km, cle_de_tri(p.fournisseur.nom), str(p.fournisseur.pk)))


def _dans_le_cadre(
    latitude: float, longitude: float, rayon_km: float, natures: Collection[str], texte: str
) -> FournisseurQuerySet:
    cadre = Fournisseur.objects.en_activite().situes().filter(dans_le_cadre(latitude, longitude, rayon_km))
    if natures:
        cadre = cadre.filter(nature__in=list(natures))
    return cadre.cherches(texte) if texte.strip() else cadre
