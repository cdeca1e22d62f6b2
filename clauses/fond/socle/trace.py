"""Le trait : de quoi écrire un SVG sobre, par attributs seulement, et graduer un axe à la française."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe

ENCRE = "#172026"
GRIS = "#48545c"
ACCENT = "#0b4f5e"
CHAUD = "#a63c06"
POLICE = "Source Sans 3, Segoe UI, sans-serif"
CORPS = 13

_ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_ETROITES = frozenset("iljtfrI.,;:!|'’()\u202f\u00a0 ")
_LARGES = frozenset("mwMWœŒ%@—…")

Point = tuple[float, float]


def largeur_du_texte(texte: str, corps: float = CORPS) -> float:
    """Largeur estimée, en unités du dessin : assez juste pour placer un mot à côté d'un autre."""
    unites = sum(0.29 if c in _ETROITES else 0.82 if c in _LARGES else 0.60 if c.isupper() else 0.515 for c in texte)
    return unites * corps


def graduations(maximum: float, nombre: int = 5) -> list[float]:
    """Des marques rondes de zéro au-delà du maximum : 0, 200, 400… Au moins deux."""
    if maximum <= 0:
        return [0.0, 1.0]
    brut = maximum / nombre
    puissance = 10 ** math.floor(math.log10(brut))
    pas = next(p * puissance for p in (1, 2, 2.5, 5, 10) if p * puissance >= brut)
    return [pas * rang for rang in range(math.ceil(maximum / pas * 0.999) + 1)]


def mois_a_marquer(debut: date, fin: date, au_plus: int = 9) -> list[tuple[date, str]]:
    """Les mois à écrire sous l'axe, régulièrement espacés : « janv. 2026 », ou l'année seule au long cours."""
    mois = (fin.year - debut.year) * 12 + fin.month - debut.month
    pas = next((p for p in (1, 2, 3, 6, 12, 24, 60) if mois / p <= au_plus), 120)
    rang = debut.year * 12 + debut.month - 1
    if pas > 1:
        rang += -rang % pas
    marques: list[tuple[date, str]] = []
    while True:
        jour = date(rang // 12, rang % 12 + 1, 1)
        if jour > fin:
            return marques
        if jour >= debut:
            marques.append((jour, str(jour.year) if pas >= 12 else f"{_ABREGES[jour.month - 1]} {jour.year}"))
        rang += pas


@dataclass(frozen=True)
class Cadre:
    """La zone du tracé et ses deux échelles : le temps en travers, les heures vers le haut."""

    largeur: int
    hauteur: int
    gauche: int
    droite: int
    haut: int
    bas: int
    debut: date
    fin: date
    maximum: float

    @property
    def est_etroit(self) -> bool:
        return self.largeur < 500

    @property
    def bord_droit(self) -> int:
        return self.largeur - self.droite

    @property
    def sol(self) -> int:
        return self.hauteur - self.bas

    def x(self, jour: date) -> float:
        part = (jour - self.debut).days / max((self.fin - self.debut).days, 1)
        return self.gauche + part * (self.bord_droit - self.gauche)

    def y(self, valeur: Decimal | float) -> float:
        return self.sol - float(valeur) / self.maximum * (self.sol - self.haut)

    def point(self, jour: date, valeur: Decimal) -> Point:
        return self.x(jour), self.y(valeur)


class Toile:
    """Un SVG en cours de tracé. Le titre et la description sont ceux que disent les lecteurs d'écran."""

    def __init__(self, largeur: int, hauteur: int, titre: str, description: str, *, classe: str) -> None:
        self._formes = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{classe}" viewBox="0 0 {largeur} {hauteur}" '
            f'width="{largeur}" height="{hauteur}" role="img" aria-label="{escape(f"{titre}. {description}")}" '
            f'font-family="{POLICE}" font-size="{CORPS}">'
        ]

    def ligne(self, x1: float, y1: float, x2: float, y2: float, *, couleur: str, epaisseur: float = 1) -> None:
        points = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self._formes.append(f'<line {points} stroke="{couleur}" stroke-width="{epaisseur}"/>')

    def rectangle(self, x: float, y: float, largeur: float, hauteur: float, *, couleur: str) -> None:
        self._formes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{largeur:.1f}" height="{hauteur:.1f}" fill="{couleur}"/>'
        )

    def chemin(self, points: Sequence[Point], *, couleur: str, epaisseur: float, tirets: str = "") -> None:
        if len(points) < 2:
            return
        motif = f' stroke-dasharray="{tirets}"' if tirets else ""
        self._formes.append(
            f'<polyline points="{_suite(points)}" fill="none" stroke="{couleur}" stroke-width="{epaisseur}" '
            f'stroke-linejoin="round"{motif}/>'
        )

    def polygone(self, points: Iterable[Point], *, couleur: str, opacite: float = 1) -> None:
        self._formes.append(f'<polygon points="{_suite(points)}" fill="{couleur}" fill-opacity="{opacite}"/>')

    def surface(self, points: Sequence[Point], sol: float, *, couleur: str) -> None:
        """L'aire entre la courbe et le sol."""
        self.polygone([(points[0][0], sol), *points, (points[-1][0], sol)], couleur=couleur)

    def texte(
        self, x: float, y: float, mots: str, *, ancre: str = "start", couleur: str = ENCRE, gras: bool = False
    ) -> None:
        graisse = ' font-weight="600"' if gras else ""
        self._formes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{ancre}" fill="{couleur}"{graisse}>{escape(mots)}</text>'
        )

    def fermer(self) -> SafeString:
        return mark_safe("".join([*self._formes, "</svg>"]))


def _suite(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
