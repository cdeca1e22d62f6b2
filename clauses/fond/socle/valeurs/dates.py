"""Dates et mois, tels qu'on les écrit en France ou qu'un tableur les rend."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from regles.typographie import MOIS

from .erreurs import CelluleInvalide, montrer, signaler
from .textes import cle_de_texte, est_vide, refuser_l_erreur

_ABREGES = {
    "janv": 1,
    "jan": 1,
    "fevr": 2,
    "fev": 2,
    "mar": 3,
    "avr": 4,
    "jui": 6,
    "juil": 7,
    "jul": 7,
    "aou": 8,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_NUMERO_DU_MOIS = {cle_de_texte(nom): n for n, nom in enumerate(MOIS, 1)} | _ABREGES

DATE_MIN = dt.date(1900, 1, 1)
DATE_MAX = dt.date(2100, 12, 31)
# Les actes d'un marché (pièce, notification, avenant) tiennent en un siècle : « 26 » n'y est qu'une année.
ACTE_MIN = dt.date(1990, 1, 1)
ACTE_MAX = dt.date(2089, 12, 31)
NAISSANCE_MIN = dt.date(1920, 1, 1)
MOIS_MIN = dt.date(2000, 1, 1)

_PARIS = ZoneInfo("Europe/Paris")
_ORIGINE_TABLEUR = dt.date(1899, 12, 30)  # jour 0 d'un tableur (à partir du 1er mars 1900)
_REMEDE = "Écrire la date sous la forme JJ/MM/AAAA, par exemple 12/10/2021."
_REMEDE_MOIS = "Écrire le mois sous la forme MM/AAAA, par exemple 10/2021."

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?P<suite>(?:[T ].*)|(?:[+-]\d{2}:?\d{2})|Z)?$")
_FR = re.compile(r"^(\d{1,2})\s?[/\-. ]\s?(\d{1,2})\s?[/\-. ]\s?(\d{4}|\d{2})(?:[ T]\d{1,2}[:h]\d{2}.*)?$")
_COMPACTE = re.compile(r"^(\d{8})$")
_LETTRES = re.compile(r"^(?:le )?(?:[a-z]+di |dimanche )?(\d{1,2}|1er) ([a-z]+) (\d{4}|\d{2})$")
_SERIE = re.compile(r"^\d{5}(?:[.,]0+)?$")
_MOIS_CHIFFRES = re.compile(r"^(\d{1,2})\s?[/\-. ]\s?(\d{4})$")
_MOIS_ISO = re.compile(r"^(\d{4})\s?[-/. ]?\s?(\d{2})$")
_MOIS_COURT = re.compile(r"^(\d{1,2})[/\-.](\d{2})$")
_MOIS_LETTRES = re.compile(r"^([a-z]+) (\d{4}|\d{2})$")


def lire_date(
    valeur: object,
    *,
    minimum: dt.date = DATE_MIN,
    maximum: dt.date = DATE_MAX,
    obligatoire: bool = False,
    remarques: list[str] | None = None,
) -> dt.date | None:
    """Une date : « 12/10/2021 » (jour d'abord), « 2021-10-12 », « 12 octobre 2021 », date de tableur.

    Une heure avec fuseau est ramenée au jour de Paris. Une année sur deux chiffres n'est acceptée que
    si les bornes (comprises) ne laissent qu'un siècle possible. Lève `CelluleInvalide` hors des bornes.
    """
    if type(valeur) is dt.date:
        jour = valeur
    elif est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("La date n'est pas renseignée.", _REMEDE)
        return None
    else:
        jour = _jour(valeur, minimum, maximum, remarques)
    if not minimum <= jour <= maximum:
        raise CelluleInvalide(
            f"{_montrer_date(valeur)} est hors de la période attendue, du {minimum:%d/%m/%Y} au {maximum:%d/%m/%Y}.",
            "Vérifier l'année.",
        )
    return jour


def lire_jour(
    valeur: object, *, minimum: dt.date = ACTE_MIN, maximum: dt.date = ACTE_MAX, **options: Any
) -> dt.date | None:
    """La date d'un acte, et non d'une naissance : « 15/10/26 » y est 2026. Pour le reste, voir `lire_date`."""
    return lire_date(valeur, minimum=minimum, maximum=maximum, **options)


def _montrer_date(valeur: object) -> str:
    return montrer(f"{valeur:%d/%m/%Y}" if isinstance(valeur, dt.date) else valeur)


def _jour(valeur: object, minimum: dt.date, maximum: dt.date, remarques: list[str] | None) -> dt.date:
    if isinstance(valeur, dt.datetime):
        return valeur.astimezone(_PARIS).date() if valeur.tzinfo else valeur.date()
    if isinstance(valeur, dt.date):
        return valeur
    if isinstance(valeur, str):
        refuser_l_erreur(valeur)
        texte = valeur.strip()
        jour = _depuis_texte(texte, minimum, maximum)
        if isinstance(jour, str):
            raise CelluleInvalide(jour, _REMEDE)
        if _FR.match(texte) and re.search(r"[/\-. ]\d{2}$", texte):
            signaler(remarques, f"{montrer(valeur)} lu comme le {jour:%d/%m/%Y}.")
        return jour
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        raise CelluleInvalide(f"{montrer(valeur)} n'est pas une date.", _REMEDE)
    if 1900 <= valeur <= 2100:
        raise CelluleInvalide(f"{montrer(int(valeur))} est une année, pas une date.", _REMEDE)
    if not 1 <= valeur <= 2_958_465:  # 31/12/9999
        raise CelluleInvalide(f"{montrer(valeur)} n'est pas une date de tableur.", _REMEDE)
    return _ORIGINE_TABLEUR + dt.timedelta(days=int(valeur))


@lru_cache(maxsize=8192)
def _depuis_texte(texte: str, minimum: dt.date, maximum: dt.date) -> dt.date | str:
    """La date, ou la raison du refus (une chaîne)."""
    if trouve := _ISO.match(texte):
        return _depuis_iso(texte, trouve)
    if trouve := _FR.match(texte):
        return _composer(texte, trouve.groups(), minimum, maximum)
    if trouve := _LETTRES.match(cle_de_texte(texte)):
        mois = _NUMERO_DU_MOIS.get(trouve[2])
        if mois:
            return _composer(texte, (trouve[1].removesuffix("er"), str(mois), trouve[3]), minimum, maximum)
    return _depuis_chiffres(texte)


def _depuis_chiffres(texte: str) -> dt.date | str:
    """Des chiffres seuls : 20211012, 12102021, ou le numéro de jour d'un tableur."""
    if _COMPACTE.match(texte):
        for annee, mois, jour in ((texte[:4], texte[4:6], texte[6:]), (texte[4:], texte[2:4], texte[:2])):
            if 1900 <= int(annee) <= 2100:
                return _date(texte, int(annee), int(mois), int(jour))
    if _SERIE.match(texte):
        return _ORIGINE_TABLEUR + dt.timedelta(days=int(texte[:5]))
    if re.fullmatch(r"\d{4}", texte):
        return f"« {texte} » est une année, pas une date."
    return f"« {texte[:60]} » n'est pas une date."


def _depuis_iso(texte: str, trouve: re.Match[str]) -> dt.date | str:
    jour = _date(texte, int(trouve[1]), int(trouve[2]), int(trouve[3]))
    suite = trouve["suite"]
    if isinstance(jour, dt.date) and suite and suite[0] in "T ":
        try:
            instant = dt.datetime.fromisoformat(texte)
        except ValueError:
            return jour  # une heure mal écrite ne change pas le jour
        # Minuit à Paris, écrit en temps universel, tombe la veille à 22 h ou 23 h.
        return instant.astimezone(_PARIS).date() if instant.tzinfo else jour
    return jour


def _composer(texte: str, parties: tuple[str, ...], minimum: dt.date, maximum: dt.date) -> dt.date | str:
    """Jour, mois, année ; une année sur deux chiffres est placée dans le seul siècle possible."""
    jour, mois, annee = parties
    if len(annee) == 4:
        return _date(texte, int(annee), int(mois), int(jour))
    dates = [_date(texte, siecle + int(annee), int(mois), int(jour)) for siecle in (1900, 2000)]
    possibles = [d for d in dates if isinstance(d, dt.date) and minimum <= d <= maximum]
    if len(possibles) == 1:
        return possibles[0]
    if len(possibles) > 1:
        annees = " ou ".join(str(d.year) for d in possibles)
        return f"« {texte} » : l'année sur deux chiffres peut être {annees}."
    return dates[1]


def _date(texte: str, annee: int, mois: int, jour: int) -> dt.date | str:
    if mois > 12 and jour <= 12:
        return f"« {texte} » : il n'y a pas de mois {mois} ; la date semble écrite mois d'abord."
    try:
        return dt.date(annee, mois, jour)
    except ValueError:
        return f"« {texte} » : ce jour n'existe pas."


def lire_mois(
    valeur: object,
    *,
    minimum: dt.date = MOIS_MIN,
    maximum: dt.date = DATE_MAX,
    obligatoire: bool = False,
) -> dt.date | None:
    """Le premier jour d'un mois : « 10/2021 », « 2021-10 », « octobre 2021 », « oct.-21 », ou une date."""
    if est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("Le mois n'est pas renseigné.", _REMEDE_MOIS)
        return None
    refuser_l_erreur(valeur)
    mois = _mois_depuis_texte(valeur.strip()) if isinstance(valeur, str) else None
    if isinstance(mois, str):
        raise CelluleInvalide(mois, _REMEDE_MOIS)
    if mois is None:
        try:
            mois = _jour(valeur, minimum, maximum, None).replace(day=1)
        except CelluleInvalide as refus:
            raise CelluleInvalide(refus.message.replace("une date", "un mois"), _REMEDE_MOIS) from refus
    if not minimum.replace(day=1) <= mois <= maximum:
        raise CelluleInvalide(
            f"{_montrer_date(valeur)} est hors de la période attendue, de {minimum:%m/%Y} à {maximum:%m/%Y}.",
            "Vérifier l'année.",
        )
    return mois


@lru_cache(maxsize=2048)
def _mois_depuis_texte(texte: str) -> dt.date | str | None:
    """Le mois, la raison du refus (une chaîne), ou None si le texte n'a aucune des formes d'un mois."""
    if trouve := _MOIS_CHIFFRES.match(texte):
        return _premier(texte, int(trouve[2]), int(trouve[1]))
    if trouve := _MOIS_ISO.match(texte):
        return _premier(texte, int(trouve[1]), int(trouve[2]))
    if trouve := _MOIS_COURT.match(texte):
        mois, annee = int(trouve[1]), int(trouve[2])
        if annee <= 12:
            return f"« {texte} » : est-ce un jour et un mois, ou un mois et une année ?"
        return _premier(texte, 2000 + annee, mois)
    trouve = _MOIS_LETTRES.match(cle_de_texte(texte))
    if trouve and (numero := _NUMERO_DU_MOIS.get(trouve[1])):
        annee = int(trouve[2])
        return _premier(texte, annee if annee > 99 else 2000 + annee, numero)
    return None


def _premier(texte: str, annee: int, mois: int) -> dt.date | str:
    if not (1 <= mois <= 12 and 1 <= annee <= 9999):
        return f"« {texte} » : il n'y a pas de mois {mois}."
    return dt.date(annee, mois, 1)
