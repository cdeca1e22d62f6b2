"""Une carte : un repère, des points, des cercles de distance. La liste à côté dit la même chose sans elle."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from regles.typographie import soigner

Forme = Literal["rond", "carre", "losange", "triangle"]


@dataclass(frozen=True)
class PointDeCarte:
    """Un point, en degrés. `categorie` : une entrée de la légende de la carte ; `detail` : une ligne sous le nom ;
    `lieu` : la commune, écrite sur la carte quand elle n'a pas de fond."""

    latitude: float
    longitude: float
    libelle: str
    categorie: str = ""
    detail: str = ""
    url: str = ""
    lieu: str = ""


@dataclass(frozen=True)
class Categorie:
    """Une entrée de légende : un nom, une forme, une des huit teintes (1 à 8). Jamais la couleur seule."""

    code: str
    libelle: str
    forme: Forme = "rond"
    teinte: int = 1


@dataclass(frozen=True)
class Carte:
    """Une carte. `repere` : le lieu au centre, cercles jusqu'à `rayon_km` ; sans lui, la carte cadre les points.

    `identifiant` est unique dans la page.
    """

    titre: str
    points: Sequence[PointDeCarte] = ()
    categories: Sequence[Categorie] = ()
    repere: PointDeCarte | None = None
    rayon_km: float | None = None
    identifiant: str = "carte"

    @property
    def legende(self) -> list[tuple[Categorie, int]]:
        """Les catégories présentes et leur nombre de points."""
        compte = Counter(point.categorie for point in self.points)
        return [(categorie, compte[categorie.code]) for categorie in self.categories if compte[categorie.code]]

    def en_json(self, *, tuiles: str = "", credit: str = "") -> str:
        """Ce que lit `carte.js` : les points en GeoJSON, le repère, le rayon, les tuiles s'il y en a."""
        formes = {categorie.code: categorie for categorie in self.categories}
        donnees = {
            "points": {"type": "FeatureCollection", "features": [_trait(p, formes) for p in self.points]},
            "repere": _trait(self.repere, formes) if self.repere else None,
            "rayon_km": self.rayon_km,
            "tuiles": tuiles,
            "credit": credit,
        }
        return json.dumps(donnees, ensure_ascii=False, separators=(",", ":"))


def _trait(point: PointDeCarte, formes: dict[str, Categorie]) -> dict[str, Any]:
    categorie = formes.get(point.categorie)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(point.longitude, 5), round(point.latitude, 5)]},
        "properties": {
            "libelle": soigner(point.libelle),
            "detail": soigner(point.detail),
            "url": point.url,
            "lieu": soigner(point.lieu),
            "forme": categorie.forme if categorie else "rond",
            "teinte": categorie.teinte if categorie else 1,
        },
    }
