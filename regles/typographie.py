"""Écrire les nombres, les heures, les euros et les dates comme on les imprime en français."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

FINE = "\u202f"
INSECABLE = "\u00a0"
CENTIEME = Decimal("0.01")
_FINE = re.compile(r" (?=[;!?](?:\s|$))")
_INSECABLE = re.compile(r" (?=:(?:\s|$))|(?<=«) | (?=»)")

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip  # un semestre par rangée


def typographie(texte: str) -> str:
    """Les espaces insécables du français : fine devant « ; ! ? », pleine devant « : » et aux guillemets."""
    return _INSECABLE.sub(INSECABLE, _FINE.sub(FINE, texte))


def arrondir(valeur: Decimal, precision: Decimal = CENTIEME) -> Decimal:
    """Arrondit au plus proche (demi vers le haut) ; `precision` est le pas, par exemple 0,01."""
    return valeur.quantize(precision, rounding=ROUND_HALF_UP)


@lru_cache(maxsize=4096)  # une page écrit mille nombres, et la suivante les mêmes
def nombre(valeur: Decimal | int) -> str:
    """« 1 234,5 » : fines insécables entre les milliers, virgule, sans zéros inutiles."""
    texte = f"{Decimal(valeur):f}"
    signe, texte = ("\u2212", texte[1:]) if texte.startswith("-") else ("", texte)
    entier, _, decimales = texte.partition(".")
    decimales = decimales.rstrip("0")
    groupes = f"{int(entier):,}".replace(",", FINE)
    return f"{signe}{groupes}" + (f",{decimales}" if decimales else "")


def avec_unite(valeur: Decimal | int, unite: str) -> str:
    """« 440 h », « 100 000 € » ; les euros gardent deux décimales quand il y a des centimes."""
    if unite == "€":
        return euros(Decimal(valeur))
    return f"{nombre(valeur)}{FINE}{unite}" if unite else nombre(valeur)


def heures(valeur: Decimal | int) -> str:
    """« 1 250 h »."""
    return avec_unite(valeur, "h")


def euros(valeur: Decimal) -> str:
    """« 99 999,99 € » ou « 100 000 € »."""
    arrondi = arrondir(Decimal(valeur))
    texte = nombre(arrondi)
    entier, virgule, decimales = texte.partition(",")
    return f"{entier}{virgule}{decimales.ljust(2, '0') if virgule else ''}{FINE}€"


def en_clair(valeur: Any) -> str:
    """Une valeur telle qu'on l'imprime : « oui », « 1 234,5 », « a, b », ses propres mots, et « aucun » pour rien."""
    if valeur is None or isinstance(valeur, bool):
        return {None: "aucun", True: "oui", False: "non"}[valeur]
    if isinstance(valeur, Decimal | int):
        return nombre(valeur)
    if isinstance(valeur, list | tuple):
        mots = [en_clair(element) for element in valeur]
        return (" " if mots and mots[0].endswith(".") else ", ").join(mots) or "aucun"
    return getattr(valeur, "en_mots", valeur.__str__)()


def jour_en_mots(jour: date) -> str:
    """« 1er mars 2026 »."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]} {jour.year}"


def mois_en_mots(jour: date) -> str:
    """« mars 2026 »."""
    return f"{MOIS[jour.month - 1]} {jour.year}"


def accorder(quantite: Decimal | int, singulier: str, pluriel: str = "") -> str:
    """« 1 heure », « 2 heures » : le pluriel commence à deux."""
    mot = singulier if abs(Decimal(quantite)) < 2 else (pluriel or f"{singulier}s")
    return f"{nombre(quantite)}{INSECABLE}{mot}"


def enumerer(mots: Iterable[str], liaison: str = "et") -> str:
    """« a, b et c » ; vide s'il n'y a rien à nommer."""
    *debut, fin = list(mots) or [""]
    return f"{', '.join(debut)} {liaison} {fin}" if debut else fin


def majuscule(texte: str) -> str:
    """La première lettre en capitale, le reste tel quel (`str.capitalize` écrirait « France travail »)."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """La première lettre en minuscule, au fil d'une phrase ; un sigle garde la sienne (« SIAE », « ETTI »)."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def apostrophes(texte: str) -> str:
    """L'apostrophe typographique partout."""
    return texte.replace("'", "’")


def espaces(texte: str) -> str:
    """Les espaces insécables de la ponctuation double : fine devant « ; ! ? », pleine devant les deux-points et
    dans les guillemets."""
    for signe in ";!?":
        texte = texte.replace(f" {signe}", f"{FINE}{signe}")
    return texte.replace(" :", f"{INSECABLE}:").replace("« ", f"«{INSECABLE}").replace(" »", f"{INSECABLE}»")


@lru_cache(maxsize=4096)
def soigner(texte: str) -> str:
    """L'apostrophe et les espaces de l'imprimé : ce que reçoit tout texte que les règles rendent."""
    return espaces(apostrophes(texte))


def sans_accent(texte: str) -> str:
    """Minuscules, sans accents, apostrophes et espaces typographiques ramenés à l'ordinaire."""
    texte = texte.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    for espace in (FINE, INSECABLE, "\u2009", "\t"):
        texte = texte.replace(espace, " ")
    decompose = unicodedata.normalize("NFD", texte.lower())
    return "".join(c for c in decompose if unicodedata.category(c) != "Mn")
