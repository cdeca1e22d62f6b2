"""Replier un texte sans changer la place d'un seul caractère, et le couper en phrases.

Tout le moteur cherche dans le texte replié (minuscules, sans accents, espaces et apostrophes ordinaires) et cite
le texte d'origine : un caractère d'entrée donne toujours un caractère de sortie.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

PUCES = "☐□■☑☒✓✔❏❑➢➤►▶→‣◦○♦⁃◆"
_SPECIAUX = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "′": "'", "œ": "o", "Œ": "o", "æ": "a", "Æ": "a",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "•": "-", "·": "-", "▪": "-", "●": "-", "": "-",
    "«": '"', "»": '"', "“": '"', "”": '"', "º": "°", "\t": "\t",
    "\x80": "€", "\x91": "'", "\x92": "'", "\x93": '"', "\x94": '"', "\x95": "-", "\x96": "-", "\x97": "-", "\x9c": "o",
} | dict.fromkeys(PUCES, "-")  # fmt: skip  # des signes par famille : apostrophes, tirets, guillemets, Windows


def _replier(caractere: str) -> str:
    if caractere in _SPECIAUX:
        return _SPECIAUX[caractere]
    if caractere != "\t" and (caractere.isspace() or unicodedata.category(caractere) in {"Zs", "Cf"}):
        return " "
    base = unicodedata.normalize("NFKD" if caractere in "²³¹" else "NFD", caractere)[0].lower()
    return base if len(base) == 1 else caractere


_TABLE: dict[int, str] = {}


def replier(texte: str) -> str:
    """Le texte replié, de même longueur."""
    for caractere in set(texte):
        if ord(caractere) not in _TABLE:
            _TABLE[ord(caractere)] = _replier(caractere)
    return texte.translate(_TABLE)


# Chaque grandeur d'une phrase se lit avec tout ce qui l'entoure : le coût croît plus vite que la longueur. La plus
# longue phrase des textes d'essai en a 282.
PHRASE_MAX = 1_200


@dataclass(frozen=True)
class Phrase:
    """Une phrase d'un paragraphe : sa place et son texte replié. `ligne` : elle ouvre une ligne que le texte a collée à
    la précédente (« heuresLot 13 »)."""

    debut: int
    fin: int
    texte: str
    ligne: bool = False


# Un point ne finit pas la phrase après ces abréviations, ni entre deux chiffres, ni après une lettre seule (« L. »).
_ENUMERE = re.compile(r"\blots?(?![a-z])|\btranches?\b|\bt[foc] ?\d?\b")
_HEURES_PUIS_LOT = re.compile(r" ?\d[\d .]* ?(?:h|heures?)\b[^.;:\d]{0,25}\b(?:lots?|tranches?|t[foc]) ?(?:n ?° ?)?\w")
_ABREVIATIONS = re.compile(
    r"(?:\b(?:[a-z]|art|arts|cf|etc|ex|env|min|max|mini|maxi|no|tel|st|ste|mme|mm|dr|av|bd|al|h\.t"
    r"|p\.m|i\.e|nb|hrs?|ccp|av)"
    r"|\d)$"
)
# Deux lignes collées : « heuresLot 13 », « 35 hlot 2 », « oTranche ferme » (la puce « o » d'un traitement de texte).
_LIGNE_PERDUE = (
    r"(?<=[a-zà-ÿ0-9°)»:])(?=(?:Lots?|LOTS?|Tranches?|TRANCHES?|TF|T[OC] ?\d|Lire|Au lieu|Total)(?![a-zà-ÿ]))"
    r"|(?:(?<=heures)|(?<=\d[hH])|(?<=\d [hH]))(?=o(?:Lot|Tranche|TF|T[OC] ?\d))"
    r"|(?:(?<=heures)|(?<=HEURES)|(?<=\d[hH])|(?<=\d [hH]))(?=[Ll]ots?\b|LOTS?\b|[Tt]ranches? )"
)
_COUPURE = re.compile(
    rf"{_LIGNE_PERDUE}|[.;!?](?=\s|[A-ZÀÂÉÈÊÎÔÛÇ«*-]|$)|\s(?=[-•▪●] ?[A-Za-zÀ-ÿ])(?<=[.;:,]\s)|\s(?=\* )"
)


def phrases(origine: str, replie: str) -> list[Phrase]:
    """Coupe un paragraphe en phrases. Les points collés au mot suivant (« marché.Le titulaire ») coupent aussi."""
    sorties: list[Phrase] = []
    depart, ligne = 0, False
    for coupure in _COUPURE.finditer(origine):
        avant = replie[max(depart, coupure.start() - 12) : coupure.start()]
        suite = replie[coupure.end() : coupure.end() + 12].lstrip()
        if (
            coupure[0] == "."
            and _ABREVIATIONS.search(avant)
            and not _finit_sur_un_nombre(avant, suite, origine, coupure)
        ):
            continue
        en_heures = _HEURES_PUIS_LOT.match(replie, coupure.end())
        if (
            coupure[0] == ";"
            and (_ENUMERE.match(suite) or en_heures)
            and _ENUMERE.search(replie[depart : coupure.start()])
        ):
            continue  # « lot 1 : 630 ; lot 2 : 105 » : une énumération de lots ou de tranches reste entière
        if coupure[0] == "." and origine[coupure.start() - 1 : coupure.start()] in {".", "_", "…"}:
            continue  # des pointillés à compléter
        if replie[depart : coupure.end()].strip():
            sorties.append(Phrase(depart, coupure.end(), replie[depart : coupure.end()], ligne))
        depart, ligne = coupure.end(), not coupure[0]
    if replie[depart:].strip():
        sorties.append(Phrase(depart, len(replie), replie[depart:], ligne))
    return [morceau for phrase in sorties for morceau in _borner(phrase)]


def _borner(phrase: Phrase) -> Iterator[Phrase]:
    """La phrase, coupée entre deux mots si elle dépasse `PHRASE_MAX`."""
    debut = phrase.debut
    while phrase.fin - debut > PHRASE_MAX:
        blanc = phrase.texte.rfind(" ", debut - phrase.debut, debut - phrase.debut + PHRASE_MAX)
        fin = phrase.debut + blanc if phrase.debut + blanc > debut else debut + PHRASE_MAX
        yield Phrase(
            debut, fin, phrase.texte[debut - phrase.debut : fin - phrase.debut], phrase.ligne and debut == phrase.debut
        )
        debut = fin
    yield phrase if debut == phrase.debut else Phrase(debut, phrase.fin, phrase.texte[debut - phrase.debut :])


def _finit_sur_un_nombre(avant: str, suite: str, origine: str, coupure: re.Match[str]) -> bool:
    """« … de 2 700. Le titulaire » finit ; « 1.200 » et « l. 2112-2 » ne finissent pas."""
    if not avant[-1:].isdigit():
        # « 630 h. Le titulaire » : l'unité « h » n'est pas l'initiale d'un nom.
        return bool(re.search(r"\d ?h$", avant)) and not suite[:1].isdigit()
    reste = origine[coupure.end() :].lstrip()
    return bool(reste) and reste[0].isupper()
