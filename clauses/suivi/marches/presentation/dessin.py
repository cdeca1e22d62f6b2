"""La vie d'un marché en image : sa durée ferme, ses reconductions, ses événements et le jour d'aujourd'hui.

Un SVG dessiné par attributs et par classes (la politique de sécurité refuse tout style en ligne). La liste qui
l'accompagne dit la même chose en mots.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clauses.fond.socle.valeurs import en_date, en_date_longue
from clauses.suivi.marches.models import EvenementMarche
from clauses.suivi.marches.situation import Situation

LARGEUR, HAUTEUR, MARGE = 800, 74, 12
_BARRE_Y, _BARRE_H = 30, 12


@dataclass(frozen=True)
class Echelle:
    """Du jour à l'abscisse."""

    debut: date
    fin: date

    def x(self, jour: date) -> float:
        total = max(1, (self.fin - self.debut).days)
        part = min(max((jour - self.debut).days / total, 0.0), 1.0)
        return round(MARGE + part * (LARGEUR - 2 * MARGE), 1)


def dessiner(vue: Situation, evenements: Iterable[EvenementMarche], jour: date) -> SafeString:
    """L'image, ou rien quand on ignore le début ou la fin."""
    if vue.debut is None or vue.fin_engagee is None:
        return SafeString("")
    actifs = sorted((e for e in evenements if not e.est_annule), key=lambda e: (e.jour, e.cree_le))
    dates = [
        vue.debut,
        vue.fin_engagee,
        vue.fin or vue.fin_engagee,
        *([vue.fin_possible] if vue.fin_possible else []),
        *(e.jour for e in actifs),
    ]
    echelle = Echelle(min(dates), max(dates))
    barres = [
        ("vie-possible", vue.fin_engagee, vue.fin_possible),
        ("vie-reconduite", vue.fin_ferme, vue.fin_engagee),
        ("vie-ferme", vue.debut, vue.fin_ferme),
    ]
    dessins = [_barre(echelle, *barre) for barre in barres]
    if vue.fin and vue.debut <= jour:
        dessins.append(_barre(echelle, "vie-ecoulee", vue.debut, min(jour, vue.fin)))
    reperes = [_repere(echelle, e) for e in actifs]
    aujourd_hui = _aujourd_hui(echelle, jour) if echelle.debut <= jour <= echelle.fin else SafeString("")
    return format_html(
        '<svg class="vie-du-marche" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        LARGEUR,
        HAUTEUR,
        _en_mots(vue),
        format_html_join("", "{}", ((d,) for d in dessins)),
        format_html_join("", "{}", ((r,) for r in reperes)),
        aujourd_hui,
        _bornes(echelle, vue),
    )


def _barre(echelle: Echelle, classe: str, debut: date | None, fin: date | None) -> SafeString:
    if debut is None or fin is None or fin <= debut:
        return SafeString("")
    x = echelle.x(debut)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        classe,
        x,
        _BARRE_Y,
        round(echelle.x(fin) - x, 1),
        _BARRE_H,
    )


def _repere(echelle: Echelle, evenement: EvenementMarche) -> SafeString:
    classe = "vie-repere vie-repere-alerte" if evenement.nature == "resiliation" else "vie-repere"
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="6"><title>{}, {}</title></circle>',
        classe,
        echelle.x(evenement.jour),
        _BARRE_Y + _BARRE_H / 2,
        evenement.get_nature_display(),
        en_date_longue(evenement.jour),
    )


def _aujourd_hui(echelle: Echelle, jour: date) -> SafeString:
    x = echelle.x(jour)
    ancre = "start" if x < 80 else "end" if x > LARGEUR - 80 else "middle"
    return format_html(
        '<line class="vie-jour" x1="{}" x2="{}" y1="20" y2="52"/><text class="vie-texte" x="{}" y="14" '
        'text-anchor="{}">aujourd’hui</text>',
        x,
        x,
        x,
        ancre,
    )


def _bornes(echelle: Echelle, vue: Situation) -> SafeString:
    textes = [(echelle.x(vue.debut), "start", vue.debut)] if vue.debut else []
    fin = vue.fin_possible or vue.fin_engagee
    textes += [(echelle.x(fin), "end", fin)] if fin else []
    return format_html_join(
        "",
        '<text class="vie-texte" x="{}" y="64" text-anchor="{}">{}</text>',
        ((x, ancre, en_date(jour)) for x, ancre, jour in textes),
    )


def _en_mots(vue: Situation) -> str:
    texte = f"Le marché va du {en_date_longue(vue.debut)} au {en_date_longue(vue.fin)}"
    if vue.fin_possible and vue.fin_engagee and vue.fin_possible > vue.fin_engagee:
        texte += f", au plus tard le {en_date_longue(vue.fin_possible)} avec toutes ses reconductions"
    return f"{texte}."
