"""La jauge : fait contre dû, avec le repère de l'attendu, jamais plafonnée à 100 %.

Dessinée en SVG par attributs (ni style en ligne ni feuille propre : la politique de sécurité les refuse).
"""

import html
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from clauses.fond.socle.composants import Nombre
from clauses.fond.socle.valeurs import en_nombre, en_pourcent

_LARGEUR = 160  # unités du dessin : l'échelle va de 0 à max(100 %, fait, attendu)
_INSECABLE = "\u00a0"


@dataclass(frozen=True)
class Mesure:
    """Les parts d'une jauge, en pour cent du dû. `None` quand rien n'est dû."""

    fait: Decimal
    du: Decimal
    attendu: Decimal | None

    @property
    def part(self) -> Decimal | None:
        return 100 * self.fait / self.du if self.du else None

    @property
    def part_attendue(self) -> Decimal | None:
        return 100 * self.attendu / self.du if self.du and self.attendu is not None else None

    @property
    def est_en_retard(self) -> bool:
        return self.attendu is not None and self.fait < self.attendu


def mesurer(fait: Nombre | None, du: Nombre | None, attendu: Nombre | None = None) -> Mesure:
    """Une mesure à partir de nombres quelconques ; `None` vaut zéro, sauf l'attendu, qui reste inconnu."""
    return Mesure(Decimal(str(fait or 0)), Decimal(str(du or 0)), None if attendu is None else Decimal(str(attendu)))


def en_toutes_lettres(mesure: Mesure, unite: str = "h") -> str:
    """« 812 h sur 1 240 h, soit 65,5 % ; attendu à ce jour : 74 % »."""
    quantite = f"{en_nombre(mesure.fait)}\u202f{unite} sur {en_nombre(mesure.du)}\u202f{unite}"
    if mesure.part is None:
        return f"{en_nombre(mesure.fait)}\u202f{unite}, rien n'est dû"
    texte = f"{quantite}, soit {en_pourcent(mesure.part)}"
    if mesure.part_attendue is not None:
        texte += f"\u202f; attendu à ce jour{_INSECABLE}: {en_pourcent(mesure.part_attendue)}"
    return texte


def dessiner(mesure: Mesure) -> SafeString:
    """Les rectangles de la jauge : fond, manque, fait, dépassement, repères."""
    part = float(mesure.part or 0)
    attendue = None if mesure.part_attendue is None else float(mesure.part_attendue)
    pas = _LARGEUR / max(100.0, part, attendue or 0.0)
    formes = [_rect("jauge-fond", 0, 100 * pas)]
    if attendue is not None and part < attendue:
        formes.append(_rect("jauge-manque", part * pas, (attendue - part) * pas))
    formes.append(_rect("jauge-fait", 0, min(part, 100) * pas))
    if part > 100:
        formes.append(_rect("jauge-plus", 100 * pas, (part - 100) * pas))
        formes.append(_trait("jauge-cent", 100 * pas))
    if attendue is not None:
        formes.append(_trait("jauge-repere", attendue * pas))
    return mark_safe("".join(formes))


def _rect(classe: str, x: float, largeur: float) -> str:
    return f'<rect class="{classe}" x="{x:.1f}" y="4" width="{max(largeur, 0):.1f}" height="8"/>'


def _trait(classe: str, x: float) -> str:
    x = min(max(x, 1.0), _LARGEUR - 1.0)
    return f'<line class="{classe}" x1="{x:.1f}" x2="{x:.1f}" y1="1" y2="15"/>'


def jauge_html(
    fait: Nombre | None, du: Nombre | None, attendu: Nombre | None = None, *, unite: str = "h", detail: bool = False
) -> SafeString:
    """La jauge complète : dessin, pourcentage, et, si `detail`, la phrase dessous.

    Le dessin est une image dont le texte de remplacement dit tout ; le pourcentage visible est masqué
    aux lecteurs d'écran pour ne pas être lu deux fois.
    """
    mesure = mesurer(fait, du, attendu)
    phrase = en_toutes_lettres(mesure, unite)
    titre = html.escape(phrase)
    retard = " jauge-en-retard" if mesure.est_en_retard else ""
    dessous = f'<span class="jauge-detail" aria-hidden="true">{titre}</span>' if detail else ""
    part = "—" if mesure.part is None else en_pourcent(mesure.part, decimales=0)
    return mark_safe(
        f'<span class="jauge{retard}" title="{titre}">'
        f'<svg class="jauge-dessin" viewBox="0 0 {_LARGEUR} 16" preserveAspectRatio="none" role="img" '
        f'aria-label="{titre}">{dessiner(mesure)}</svg><span class="jauge-part" aria-hidden="true">{part}</span>'
        f"{dessous}</span>"
    )
