"""Les nombres d'un texte replié, en chiffres (« 1 200,50 », « 1.200 ») et en lettres (« mille deux cents »)."""

import re
from dataclasses import dataclass
from decimal import Decimal

_UNITES = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "octante": 80, "huitante": 80, "nonante": 90,
}  # fmt: skip  # les nombres dans leur ordre, à lire de gauche à droite
_MULTIPLES = {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6}
_MOT = "(?:" + "|".join(sorted({**_UNITES, **_MULTIPLES}, key=len, reverse=True)) + ")"
EN_LETTRES = rf"{_MOT}(?:(?: et |[ -]){_MOT})*(?:[ -](?:et )?{_MOT})*"
# Milliers séparés par une espace ou un point ; décimales après une virgule (ou un point quand elles ne sont pas trois).
EN_CHIFFRES = r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,4})?(?![\d])|\d+(?:,\d{1,4}|\.\d{1,2}(?!\d))?"
NOMBRE = re.compile(
    rf"(?<![\w,.?*#])(?:(?P<lettres>{EN_LETTRES})\b(?: ?\((?:soit )?(?P<entre>{EN_CHIFFRES})(?= ?\)))?"
    rf"|(?P<chiffres>{EN_CHIFFRES}))"
    rf"|(?<=[a-z]{{4}})(?P<colles>{EN_CHIFFRES})"  # « peinture140 heures » : la ligne s'est perdue
)


@dataclass(frozen=True)
class Nombre:
    valeur: Decimal
    debut: int
    fin: int
    en_lettres: bool = False


def valeur(chiffres: str) -> Decimal:
    """« 1 200,50 » → 1200.50 ; « 1.200 » → 1200 ; « 2.5 » → 2.5."""
    propre = chiffres.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", propre):
        propre = propre.replace(".", "")
    return Decimal(propre.replace(",", "."))


def valeur_en_lettres(mots: str) -> Decimal:
    """« mille deux cents » → 1200 ; « quatre-vingt-dix » → 90 ; « deux mille cinq cents » → 2500."""
    total, courant = 0, 0
    for mot in re.split(r"[ -]+", mots):
        if mot == "et":
            continue
        if mot in _MULTIPLES:
            facteur = _MULTIPLES[mot]
            if facteur == 100:
                courant = (courant or 1) * 100
            else:
                total += (courant or 1) * facteur
                courant = 0
        elif mot in {"vingt", "vingts"} and courant % 100 == 4:
            courant += 76
        else:
            courant += _UNITES[mot]
    return Decimal(total + courant)


def nombres(texte: str) -> list[Nombre]:
    """Tous les nombres, dans l'ordre. Un nombre en lettres repris en chiffres entre parenthèses n'en fait qu'un."""
    trouves = []
    for lu in NOMBRE.finditer(texte):
        if chiffres := lu["chiffres"] or lu["colles"]:
            trouves.append(Nombre(valeur(chiffres), lu.start(), lu.end()))
        elif lu["entre"]:
            fin = texte.index(")", lu.end("entre")) + 1
            trouves.append(Nombre(valeur(lu["entre"]), lu.start(), fin, True))
        elif lu["lettres"] not in {"un", "une", "zero"}:
            trouves.append(Nombre(valeur_en_lettres(lu["lettres"]), lu.start(), lu.end(), True))
        else:
            trouves.append(Nombre(Decimal(_UNITES[lu["lettres"]]), lu.start(), lu.end(), True))
    return trouves
