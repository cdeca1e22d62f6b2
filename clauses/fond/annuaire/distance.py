"""La distance à vol d'oiseau, et le cadre qui la borne en SQL."""

from math import asin, cos, degrees, radians, sin, sqrt

from django.db.models import Q

RAYON_TERRESTRE_KM = 6371.0088  # rayon moyen de la Terre (UGGI) : à 0,5 % près de l'ellipsoïde


def distance_km(latitude: float, longitude: float, autre_latitude: float, autre_longitude: float) -> float:
    """Kilomètres entre deux points (degrés), sur le grand cercle : formule du demi-sinus verse."""
    phi, autre_phi = radians(latitude), radians(autre_latitude)
    hauteur = sin((autre_phi - phi) / 2) ** 2
    largeur = sin(radians(autre_longitude - longitude) / 2) ** 2
    return 2 * RAYON_TERRESTRE_KM * asin(min(1.0, sqrt(hauteur + cos(phi) * cos(autre_phi) * largeur)))


def dans_le_cadre(latitude: float, longitude: float, rayon_km: float) -> Q:
    """Le rectangle de latitudes et longitudes qui contient tout le cercle ; il en contient un peu plus.

    Le cadre passe l'antiméridien (Wallis-et-Futuna) et s'ouvre à toutes les longitudes près d'un pôle.
    """
    angle = rayon_km / RAYON_TERRESTRE_KM
    demi_hauteur = degrees(angle) + 1e-6
    filtre = Q(latitude__range=(max(-90.0, latitude - demi_hauteur), min(90.0, latitude + demi_hauteur)))
    marge = cos(radians(latitude))
    if sin(angle) >= marge:
        return filtre
    demi_largeur = degrees(asin(sin(angle) / marge)) + 1e-6
    ouest, est = longitude - demi_largeur, longitude + demi_largeur
    if ouest < -180:
        return filtre & (Q(longitude__gte=ouest + 360) | Q(longitude__lte=est))
    if est > 180:
        return filtre & (Q(longitude__gte=ouest) | Q(longitude__lte=est - 360))
    return filtre & Q(longitude__range=(ouest, est))
