"""Ce qui attend, en lignes HTML : écrites en Python, un accueil en a cent."""

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.tableau import echapper
from clauses.fond.socle.templatetags.clause import pastille
from regles.typographie import minuscule


def en_liste(attentes: Sequence[Attente], jour: date) -> SafeString:
    """Les `<li>`, dans l'ordre reçu ; rien sans attente."""
    return mark_safe("".join(_ligne(attente, jour) for attente in attentes))


def _ligne(a: Attente, jour: date) -> str:
    """Le délai en mots : « 12 j » de retard, « → 27/11/2026 » à venir, « depuis le … » sinon. Ce qu'elle réunit se
    déplie dessous."""
    delai, retard = echapper(a.delai(jour)), ""
    if a.est_en_retard:
        delai = f'{pastille(a.delai(jour), "alerte", "clock")}<span class="visually-hidden"> de retard</span>'
        retard = " attente-retard"
    return (
        f'<li class="attente{retard}" data-ligne><span class="attente-delai">{delai}</span> '
        f'<span class="attente-texte"><strong>{echapper(a.acte)}</strong>, {echapper(a.objet)}{_detail(a)}'
        f'{_contacts(a)}</span> <span class="attente-gestes">{_gestes(a)}</span>{_sous(a)}</li>'
    )


def _detail(a: Attente) -> str:
    return f'<br> <span class="absent">{echapper(a.detail)}</span>' if a.detail else ""


def _gestes(a: Attente) -> str:
    pour = f'<span class="visually-hidden"> : {echapper(a.acte)}, {echapper(a.objet)}</span>'
    gestes = [(a.url, a.bouton, "outline-primary")]
    if a.second:
        gestes.insert(0, (a.second.url, a.second.libelle, "link"))
    return "".join(f'<a class="btn btn-sm btn-{s}" href="{echapper(u)}">{echapper(m)}{pour}</a>' for u, m, s in gestes)


def _contacts(a: Attente) -> str:
    """De quoi appeler, d'un doigt."""
    return "".join(
        f'<br> <span class="attente-joindre">{echapper(c.nom)}'
        + (f' <a href="tel:{echapper(c.tel)}">{echapper(c.telephone)}</a>' if c.telephone else "")
        + (f' <a href="mailto:{echapper(c.courriel)}">{echapper(c.courriel)}</a>' if c.courriel else "")
        + "</span>"
        for c in a.contacts
    )


def _sous(a: Attente) -> str:
    """Le détail, replié : une ligne par chose réunie, qui mène à elle."""
    if not a.sous:
        return ""
    lignes = "".join(
        f'<li><a href="{echapper(s.url)}">{echapper(s.objet)}</a> '
        f'<span class="absent">{echapper(_suite(s))}</span></li>'
        for s in a.sous
    )
    pour = f'<span class="visually-hidden"> : {echapper(a.acte)}, {echapper(a.objet)}</span>'
    titre = f"Les {len(a.sous)} en détail{pour}"
    return f'<details class="attente-sous"><summary>{titre}</summary><ul>{lignes}</ul></details>'


def _suite(s: Attente) -> str:
    return s.detail if s.chez == "moi" else f"{s.detail} · {minuscule(s.acte)}"
