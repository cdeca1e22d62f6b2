"""Lire ce qu'on écrit à la main en français, l'inverse de la typographie : « 100 000,50 € », « 5 % », « mars 2026 »."""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from regles.typographie import MOIS, sans_accent

OUI, NON = {"oui", "vrai", "true", "yes", "1", "o"}, {"non", "faux", "false", "no", "0", "n"}
AUCUN = {"aucun", "aucune", "sans", "sans limite", "illimite", "illimitee", "null", "~", "sans objet", "rien"}
# Genre de nombre → exemple, unités admises et leur facteur ; une autre unité est refusée (12 h n'est pas un montant).
NOMBRES: dict[str, tuple[str, dict[str, int]]] = {
    "montant": (
        "un montant HT, par exemple 100 000,50 ou 100 000 €",
        {**dict.fromkeys(("", "€", "eur", "euro", "euros", "ht"), 1), "k€": 1000, "ke": 1000}
        | dict.fromkeys(("m€", "million", "millions"), 1_000_000),
    ),
    "heures": ("un nombre d'heures, par exemple 35 ou 17,5 h", dict.fromkeys(("", "h", "heure", "heures"), 1)),
    "pourcentage": ("un pourcentage, par exemple 5 %", dict.fromkeys(("", "%", "pour cent"), 1)),
    "nombre": ("un nombre, par exemple 12,5", dict.fromkeys(("", "%", "h", "€", "heures", "mois", "tranches"), 1)),
    "duree": (
        "une durée en mois ou en années, par exemple 24 mois ou 2 ans",
        {"": 1, "mois": 1, "an": 12, "ans": 12, "annee": 12, "annees": 12},
    ),
    "entier": ("un nombre entier, par exemple 2", dict.fromkeys(("", "absence", "absences", "jours", "mois"), 1)),
}
_NOMBRE = re.compile(r"([+-]?) ?((?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?)\s*(.*)")
# Une virgule ou un point de milliers, à l'anglaise : « 12,500 € » en veut dire 12 500, « 1,000 h » mille.
_MILLIERS = dict.fromkeys(NOMBRES, re.compile(r"[1-9]\d{0,2}[.,]000")) | {
    "montant": re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
}
_DATES = (
    re.compile(r"(?:(?P<jour>\d{1,2})(?:er)? )?(?P<mois>[a-z]+) (?P<an>\d{4})"),
    re.compile(r"(?P<an>\d{4})-(?P<mois>\d{1,2})(?:-(?P<jour>\d{1,2}))?"),
    re.compile(r"(?:(?P<jour>\d{1,2})[/.])?(?P<mois>\d{1,2})[/.](?P<an>\d{4})"),
)
_NUMEROS = {sans_accent(nom): rang for rang, nom in enumerate(MOIS, start=1)}


class PourCent(Decimal):
    """Un nombre écrit avec « % »."""


class Illisible(ValueError):
    """Ce texte ne se lit pas ; le message dit comment l'écrire."""


def lire_nombre(texte: str, genre: str) -> Decimal:
    """Un nombre français ou anglais, avec son unité s'il en a une."""
    exemple, unites = NOMBRES[genre]
    propre = sans_accent(texte).replace("\u2212", "-").replace("'", " ").strip()
    signe, chiffres, unite = trouve.groups() if (trouve := _NOMBRE.fullmatch(propre)) else ("", "0", "illisible")
    unite = unite.removesuffix("ht").strip() if genre == "montant" else unite
    if unite not in unites or len(propre) > 40:
        hors_taxes = " (hors taxes)" if "ttc" in propre else ""
        raise Illisible(f"« {texte} » ne se lit pas comme {exemple}{hors_taxes}.")
    valeur = Decimal(f"{signe}{chiffres.replace(' ', '').replace(',', '.')}")
    if genre == "pourcentage" and not unite and 0 < valeur < 1:
        centuple = f"{(valeur * 100).normalize():f}".replace(".", ",")
        raise Illisible(
            f"« {texte} » est ambigu : écrivez « {centuple} % », ou « {texte} % » si c'est bien moins d'un."
        )
    if unites[unite] == 1 and _MILLIERS[genre].fullmatch(chiffres):
        milliers = chiffres.replace(",", " ").replace(".", " ")
        raise Illisible(
            f"« {texte} » est ambigu : écrivez « {milliers} » pour des milliers, ou deux décimales au plus."
        )
    valeur *= unites[unite]
    if genre in ("duree", "entier") and valeur != valeur.to_integral_value():
        raise Illisible(f"« {texte} » n'est pas un nombre entier.")
    if genre in ("duree", "entier") and valeur < 0:
        raise Illisible(f"« {texte} » ne peut pas être négatif.")
    return PourCent(valeur) if unite in ("%", "pour cent") else valeur


def lire_date(texte: str) -> date:
    """2026-03-01, 01/03/2026, « 1er mars 2026 »."""
    return _date(texte, "une date : écrivez 2026-03-01, 01/03/2026 ou « 1er mars 2026 »")


def lire_mois(texte: str) -> date:
    """2026-03, 03/2026, « mars 2026 », ou une date : le premier jour du mois."""
    return _date(texte, "un mois : écrivez 2026-03, 03/2026 ou « mars 2026 »", sans_jour="1").replace(day=1)


def _date(texte: str, attendue: str, sans_jour: str = "") -> date:
    lue = next((lue for motif in _DATES if (lue := motif.fullmatch(sans_accent(texte).strip()))), None)
    jour, mois, an = (lue["jour"] or sans_jour, lue["mois"], int(lue["an"])) if lue else ("", "", 0)
    if not jour or (mois.isalpha() and mois not in _NUMEROS) or not 1900 <= an <= 2200:
        raise Illisible(f"« {texte} » n'est pas {attendue} (de 1900 à 2200).")
    try:
        return date(an, _NUMEROS.get(mois) or int(mois), int(jour))
    except ValueError as erreur:
        raise Illisible(f"« {texte} » n'existe pas au calendrier.") from erreur


def lire_oui_non(texte: str) -> bool:
    if (propre := sans_accent(texte).strip()) in OUI | NON:
        return propre in OUI
    raise Illisible(f"« {texte} » : répondez par oui ou par non.")


def est_aucun(texte: str) -> bool:
    return sans_accent(texte).strip() in AUCUN


@lru_cache(maxsize=4096)
def cle_simple(texte: str) -> str:
    """Une clé ou un choix ramenés à l'essentiel : ni accents, ni articles, ni « HT », les mots liés par « _ »."""
    mots = re.findall(r"[a-z0-9]+", sans_accent(texte).replace("%", " pourcentage "))
    return "_".join([mot for mot in mots if mot not in ("d", "de", "du", "des", "l", "la", "les", "ht")] or mots)


# En deçà, un bout de mot ne dit pas lequel on voulait.
PARTIE_QUI_DIT = 4


def proches(mot: str, possibles: Mapping[str, str]) -> str:
    """« Vouliez-vous dire « x » ? », ou rien. `possibles` : clé simple → ce qu'il faut écrire. Une orthographe voisine
    d'abord ; à défaut, le nom le plus court dont le mot est une partie (« categorie » pour « categorie_acheteur »)."""
    simple = cle_simple(mot)
    trouves = difflib.get_close_matches(simple, list(possibles), n=1, cutoff=0.7)
    if not trouves and len(simple) >= PARTIE_QUI_DIT:
        trouves = sorted((nom for nom in possibles if simple in nom), key=lambda nom: (len(nom), nom))
    return f" Vouliez-vous dire « {possibles[trouves[0]]} » ?" if trouves else ""


def decoder(octets: bytes) -> str:
    """Un texte en UTF-8, en UTF-16 marqué, ou à défaut dans l'encodage de Windows. Lève `Illisible`."""
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return octets.decode("utf-16", errors="replace")
    if octets[:4] == b"PK\x03\x04" or b"\x00" in octets:
        raise Illisible("Ce fichier n'est pas du texte : un classeur, une archive ?")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")
