"""Ce qui attend, en lignes HTML : écrites en Python, un accueil en a cent."""

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.tableau import echapper
from clauses.fond.socle.templatetags.clause import pastille


def en_liste(attentes: Sequence[Attente], jour: date) -> SafeString:
    """Les `<li>`, dans l'ordre reçu ; rien sans attente."""
    return mark_safe("".join(_ligne(attente, jour) for attente in attentes))


def _ligne(a: Attente, jour: date) -> str:
    """Le délai en mots : « 12 j » de retard, « → 27/11/2026 » à venir, « depuis le … » sinon."""
    acte, objet, detail, url, bouton = (echapper(texte) for texte in (a.acte, a.objet, a.detail, a.url, a.bouton))
    delai, retard = echapper(a.delai(jour)), ""
    if a.est_en_retard:
        delai = f'{pastille(a.delai(jour), "alerte", "clock")}<span class="visually-hidden"> de retard</span>'
        retard = " attente-retard"
    return (
        f'<li class="attente{retard}" data-ligne><span class="attente-delai">{delai}</span> '
        f'<span class="attente-texte"><strong>{acte}</strong>, {objet}<br> <span class="absent">{detail}</span></span> '
        f'<a class="btn btn-sm btn-outline-primary" href="{url}">{bouton}'
        f'<span class="visually-hidden"> : {acte}, {objet}</span></a></li>'
    )
