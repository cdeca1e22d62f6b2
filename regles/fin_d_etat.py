"""La fin qu'un statut dit : « RQTH jusqu'au 31/12/2019 », « ASS (fin 03/2021) », « RSA de 2017 à 2019 ».

Un état se juge au jour où il doit valoir : celui du contrat, ou de l'extraction du fichier. Ce qui finit avant est
terminé, ce qui finit ce jour-là ou après vaut encore. Une année va à son 31 décembre, un mois à son dernier jour.
"""

import re
from dataclasses import dataclass
from datetime import date

from regles.calendrier import dernier_du_mois
from regles.typographie import MOIS, sans_accent

_ABREGES = {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_NUMEROS = {sans_accent(nom): rang for rang, nom in enumerate(MOIS, start=1)} | _ABREGES
_MOIS = "|".join(sorted(_NUMEROS, key=len, reverse=True))
_AN = r"(?:19|20)\d\d"
# Une date, dans un texte simplifié : « 31 12 2019 », « 2019 12 31 », « 31 12 19 », « decembre 2019 », « 2019 ».
_DATE = (
    rf"(?:{_AN} \d\d? \d\d?|(?:(?:\d\d?|1er) )?(?:\d\d?|{_MOIS}) {_AN}|{_AN}|\d\d? \d\d? \d\d)\b(?! (?:ans?|mois)\b)"
)
# Une fin dont l'année manque, ou qui ne se lit pas : « jusqu'au 31/12 », « jusqu'en 12/19 ».
_SANS_ANNEE = rf"\d\d?(?: (?:\d\d?|{_MOIS}))?\b(?! (?:ans?|mois)\b)|(?:[a-z]+ ){{1,5}}?{_AN}\b"
_QUALIFIE = (
    r"(?:(?:en cours(?: de validite)?|en vigueur|valables?|valides?|validite|notifiee?s?|accordee?s?|attribuee?s?"
    r"|reconnue?s?|ouvert\w*|droits?|la|le|les|est|de) )*"
)
_JUSQUE = (
    r"(?:(?:jusqu(?:e|a)?|jusq|jsq) ?(?:au|aux|en|a)?(?: l[ea]| l)?(?: fin)?(?: d[eu]?| en)?"
    r"|(?:date de |prend(?:ra)? )?fin(?:it|ira|issant)?(?: (?:de )?(?:validite|reconnaissance|droits?))?(?: prevue?)?"
    r"(?: (?:le|au|en|de))?"
    r"|(?:expire(?:ra|nt)?|exp|se termin(?:e|era)|s (?:arrete(?:ra)?|acheve(?:ra)?)|cesse(?:ra)?)(?: (?:le|en|au|fin))?"
    r"|(?:arrive(?:ra)? a |date d )?(?:expiration|echeance)(?: (?:le|en|au|du))?"
    r"|date limite(?: de validite)?(?: (?:le|au|du))?|limite(?: de)? validite(?: (?:le|au))?)"
)
# « Validité 12/2030 », « valable au 31/12/2019 » : une fin si une date la suit (mais « valable depuis 2015 »).
_VALIDITE = r"(?:(?:valables?|valides?|val)(?: (?:au|en))?|validite(?: (?:au|en|le))?)"
_PERIODE = rf"(?:(?:du|de|d|entre) (?:le )?)?{_DATE} (?:(?:au|a|et|en|jusqu(?:e|a)? ?(?:au|en|a)?) (?:le )?)?"
_TERME = re.compile(
    rf"\b{_QUALIFIE}(?:{_PERIODE}(?P<a>{_DATE})|{_JUSQUE} (?:(?P<b>{_DATE})|(?:{_SANS_ANNEE})))"
    rf"|\b{_VALIDITE} (?P<c>{_DATE})"
)
# « RQTH (31/12/2019) », « RSA ouvert le 01/03/2026 » : juste après l'état.
_DATE_NUE = re.compile(
    r" (?P<debut>(?:(?:depuis|a (?:partir|compter) d[eu]|des|du|debut\w*|effet|ouvert\w*|accord\w*|attribu\w*|notifi\w*"
    r"|obten\w*|reconnu\w*|prend|droits?)(?: (?:le|l|en|au|du|de|a))* )*)"
    rf"(?:(?:le|en|au|a) )?(?P<date>{_DATE})"
)
# D'une liste de quartiers, d'une sortie, d'un début de recherche ou d'une protection : la date n'y finit rien.
_SANS_TERME = frozenset(("qpv", "zfrr", "sortant_ase", "ppsmj", "epide_e2c", "deld", "detld", "refugie"))
# « RSA, jusqu'en 2019 », « RQTH - valable jusqu'au… » : la fin est celle de l'état qui la précède.
_SUITE = re.compile(
    r"\s*[,;|/–—-]\s*(?=(?:(?:en cours|valable|valide|validité|accordée?|reconnue?|ouverts?)\s+)*"
    r"(?:jusqu|jsq|(?:date\s+de\s+)?fin\s+(?:(?:le|au|en|de\s+\w+)\s+)*[\dj-m]|expire\s|exp\b\.?\s*\d|expiration|échéance"
    r"|(?:date\s+)?limite\b|(?:valable|valide|validité|val)\b\.?\s*:?\s*(?:(?:au|en|le)\s+)?\d|plus\s+depuis\b))",
    re.I,
)


@dataclass(frozen=True)
class Terme:
    """Une fin dite, et où (dans le texte simplifié). `jour` : le dernier de l'état ; `None` : illisible."""

    debut: int
    fin: int
    jour: date | None


def finis(cle: str, mentions: list[tuple[int, int, str]], jour: date) -> tuple[set[int], str, date | None]:
    """(rangs des `mentions` finies avant ce jour, le texte où les fins sont masquées, la dernière de ces fins).

    Une fin est celle des états qui la précèdent, jusqu'à la fin d'avant ; en tête, de ceux qui la suivent. Une fin
    illisible met ses états en doute : ils ne sont pas retenus.
    """
    passes, deja, le = set[int](), 0, None
    for terme in termes_dits(cle):
        cle = cle[: terme.debut] + "·" * (terme.fin - terme.debut) + cle[terme.fin :]
        siennes = {rang for rang, (debut, fin, _) in enumerate(mentions) if deja <= debut and fin <= terme.debut}
        siennes = siennes or {rang for rang, (debut, _, _) in enumerate(mentions) if debut >= terme.fin}
        deja = terme.fin
        if terme.jour is None or terme.jour < jour:
            passes |= siennes
            le = terme.jour or le
    return passes | _en_doute(cle, mentions, jour), cle, le


def _en_doute(cle: str, mentions: list[tuple[int, int, str]], jour: date) -> set[int]:
    """Les rangs des états suivis d'une date que rien n'explique, et passée (début, ou fin ?), ou qui commencent après
    ce jour."""
    doutes = set[int]()
    for rang, (_, fin, code) in enumerate(mentions):
        dit = None if code in _SANS_TERME else _DATE_NUE.match(cle[fin:])
        lu = _jour(dit["date"]) if dit else None
        if dit and lu and (_premier(dit["date"], lu) > jour if dit["debut"] else lu < jour):
            doutes.add(rang)
    return doutes


def _premier(ecrit: str, dernier: date) -> date:
    """Le premier jour de ce dont on connaît le dernier : un jour, un mois, une année."""
    mots = len(ecrit.split())
    return dernier if mots == 3 else dernier.replace(day=1) if mots == 2 else dernier.replace(month=1, day=1)


def termes_dits(cle: str) -> list[Terme]:
    """Chaque fin que dit un état simplifié (minuscules, sans accent ni ponctuation)."""
    return [Terme(*dit.span(), _jour(dit["a"] or dit["b"] or dit["c"] or "")) for dit in _TERME.finditer(cle)]


def rattacher(texte: str) -> str:
    """Le texte, chaque fin dite à part réunie à l'état qui la précède."""
    return _SUITE.sub(" ", texte)


def _jour(ecrit: str) -> date | None:
    """Le dernier jour de « 31 12 2019 », « mars 2021 » ou « 2019 » ; `None` s'il n'existe pas."""
    nombres = [_NUMEROS.get(mot) or int(mot.removesuffix("er")) for mot in ecrit.split()]
    if not nombres:
        return None
    if len(nombres) == 3 and nombres[0] < 100:
        nombres.reverse()
        nombres[0] += 2000 if nombres[0] < 100 else 0
    elif len(nombres) == 2:
        nombres.reverse()
    an, mois, jour = (*nombres, *[0] * (3 - len(nombres)))
    try:
        return date(an, mois, jour) if jour else dernier_du_mois(date(an, mois or 12, 1))
    except ValueError:
        return None
