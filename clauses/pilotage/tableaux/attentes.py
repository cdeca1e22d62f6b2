"""Ce qui attend, en lignes HTML : écrites en Python, un accueil en a cent."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.templatetags.clause import pastille

_LIGNE = (
    '<li class="attente{}" data-ligne><span class="attente-delai">{}</span> '
    '<span class="attente-texte"><strong>{}</strong>, {}<br> <span class="absent">{}</span></span> '
    '<a class="btn btn-sm btn-outline-primary" href="{}">{}<span class="visually-hidden"> : {}, {}</span></a></li>'
)


def en_liste(attentes: Sequence[Attente], jour: date) -> SafeString:
    """Les `<li>`, dans l'ordre reçu ; rien sans attente."""
    return mark_safe("".join(_ligne(attente, jour) for attente in attentes))


def _ligne(a: Attente, jour: date) -> SafeString:
    """Le délai en mots : « 12 j » de retard, « → 27/11/2026 » à venir, « depuis le … » sinon."""
    delai = a.delai(jour)
    if a.est_en_retard:
        delai = format_html('{}<span class="visually-hidden"> de retard</span>', pastille(delai, "alerte", "clock"))
    retard = " attente-retard" if a.est_en_retard else ""
    return format_html(_LIGNE, retard, delai, a.acte, a.objet, a.detail, a.url, a.bouton, a.acte, a.objet)
