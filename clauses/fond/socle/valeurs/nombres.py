"""Nombres, montants et heures écrits à la française, en `Decimal`."""

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from .erreurs import CelluleInvalide, montrer, signaler
from .textes import est_vide, refuser_l_erreur

_REMEDE = "Écrire un nombre, par exemple 1250,50."
_REMEDE_DES_HEURES = "Écrire des heures, par exemple 104 ou 7h30."
_UNITES = re.compile(r"(?:€|eur(?:os?)?|h\.?t\.?|%|heures?|hrs?|h)\s*$", re.IGNORECASE)
_AUTRE_UNITE = re.compile(r"€|%|\beur(?:os?)?\b|h\.?t\b", re.IGNORECASE)  # des heures n'en ont pas
_ESPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007\u2060]+")
_AUTOUR_SEPARATEUR = re.compile(r" ?([.,]) ?")
_GROUPES = re.compile(r"^\d{1,3}(?: \d{3})+(?:[.,]\d+)?$")
_SIMPLE = re.compile(r"^(?:\d+(?:[.,]\d*)?|[.,]\d+)$")
_MILLIERS_POINT = re.compile(r"^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$")
_MILLIERS_VIRGULE = re.compile(r"^\d{1,3}(?:,\d{3})+\.\d+$|^\d{1,3}(?:,\d{3}){2,}$")
_AMBIGU = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")
_SCIENTIFIQUE = re.compile(r"^\d+(?:[.,]\d+)?e[+-]?\d{1,3}$", re.IGNORECASE)
_HEURES_MINUTES = re.compile(
    r"^(?P<h>\d[\d ]*)\s*(?:h|:|heures?)\s*(?P<m>\d{1,2})?\s*(?:m|mn|min|minutes?|:\s*\d{1,2})?$",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"^(\d+)\s*(?:mn|min|minutes?)$", re.IGNORECASE)
# L'origine des durées d'un tableur, sans fuseau ; les tableurs comptent un 29 février 1900 qui n'exista pas : avant
# lui, le jour 1 est le 1er janvier, après lui il y en a un de plus.
_EPOQUE_TABLEUR = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_BISSEXTE = dt.datetime(1900, 3, 1)  # noqa: DTZ001
_CENTIEME = Decimal("0.01")
_PAS = tuple(Decimal(1).scaleb(-n) for n in range(7))
_POUSSIERE = Decimal("0.000001")
_JOURS_D_UN_MOIS = 31
_MILLIERS_A_L_ANGLAISE = re.compile(r"[^\d,.]*([1-9]\d{0,2}),(\d{3})[^\d,.]*")
# Aucun montant, aucune durée n'approche ce nombre ; au-delà, le calcul et la base se perdent.
_DEMESURE = Decimal(10) ** 15


def lire_decimal(
    valeur: object,
    *,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    decimales: int | None = None,
    point_decimal: bool = False,
    obligatoire: bool = False,
    remarques: list[str] | None = None,
    remede: str = _REMEDE,
) -> Decimal | None:
    """Un nombre : « 12 165 », « 1 250 000,50 », « 1.250,50 », « 126 ,5% » (rend 126,5), 12.5.

    « 1.250 » peut se lire 1 250 ou 1,25 : refusé, sauf `point_decimal` (fichier de machine).
    Lève `CelluleInvalide` hors des bornes (comprises), pour « NaN » et pour l'infini.
    """
    if type(valeur) is float and math.isfinite(valeur):
        nombre = _depuis_flottant(valeur)
    elif est_vide(valeur):
        if obligatoire:
            raise CelluleInvalide("La case est vide.", remede)
        return None
    else:
        nombre = _nombre(valeur, point_decimal, remede)
    if abs(nombre) >= _DEMESURE:
        raise CelluleInvalide(f"{montrer(valeur)} est trop grand.", "Vérifier le nombre.")
    if minimum is not None and nombre < minimum:
        detail = "est négatif" if minimum == 0 else f"est inférieur à {minimum}"
        raise CelluleInvalide(f"{montrer(valeur)} {detail}.", "Vérifier le nombre.")
    if maximum is not None and nombre > maximum:
        raise CelluleInvalide(f"{montrer(valeur)} dépasse le maximum de {maximum}.", "Vérifier le nombre.")
    if decimales is None:
        return nombre
    return _arrondir(valeur, nombre, decimales, remarques)


def lire_montant(valeur: object, **bornes: Any) -> Decimal | None:
    """Des euros, au centime. « 12,500 » peut en vouloir dire 12 500 ou 12,50 : refusé, comme « 12.500 »."""
    if isinstance(valeur, str) and (trouve := _MILLIERS_A_L_ANGLAISE.fullmatch(valeur)):
        entier, apres = trouve.groups()
        raise CelluleInvalide(
            f"{montrer(valeur)} peut se lire {entier} {apres} ou {entier},{apres}.",
            f"Écrire {entier} {apres}, ou deux décimales au plus.",
        )
    return lire_decimal(valeur, decimales=2, **bornes)


def _arrondir(valeur: object, nombre: Decimal, decimales: int, remarques: list[str] | None) -> Decimal:
    arrondi = nombre.quantize(_PAS[decimales], ROUND_HALF_UP)
    if arrondi == nombre:
        return nombre
    if abs(arrondi - nombre) > _POUSSIERE:
        signaler(remarques, f"{montrer(valeur)} arrondi à {str(arrondi).replace('.', ',')}.")
    return arrondi


@lru_cache(maxsize=8192)
def _depuis_flottant(valeur: float) -> Decimal:
    """Un nombre de tableur, sans les poussières de la virgule flottante."""
    if valeur.is_integer():
        return Decimal(int(valeur))
    return Decimal(repr(round(valeur, 10)))


def _nombre(valeur: object, point_decimal: bool, remede: str) -> Decimal:
    if isinstance(valeur, str):
        refuser_l_erreur(valeur)
        nombre = _depuis_texte(valeur.strip(), point_decimal)
        if isinstance(nombre, str):
            raise CelluleInvalide(nombre, remede)
        return nombre
    if isinstance(valeur, bool):
        raise CelluleInvalide("La case contient vrai ou faux, pas un nombre.", remede)
    if isinstance(valeur, int):
        return Decimal(valeur)
    if isinstance(valeur, Decimal) and valeur.is_finite():
        return valeur
    if isinstance(valeur, dt.date | dt.time | dt.timedelta):
        raise CelluleInvalide(
            f"{montrer(valeur)} est une date ou une durée, pas un nombre.",
            "Mettre la cellule au format Nombre, puis saisir de nouveau la valeur.",
        )
    raise CelluleInvalide(f"{montrer(valeur)} n'est pas un nombre.", remede)


@lru_cache(maxsize=8192)
def _depuis_texte(texte: str, point_decimal: bool) -> Decimal | str:
    """Le nombre, ou la raison du refus (une chaîne, pour que le refus aussi soit mémorisé)."""
    brut, signe, texte = texte, 1, texte.lstrip("'’")
    if texte[:1] in "-−+":
        signe = 1 if texte[0] == "+" else -1
        texte = texte[1:]
    precedent = None
    while precedent != texte:
        precedent, texte = texte, _UNITES.sub("", texte).strip()
    texte = _AUTOUR_SEPARATEUR.sub(r"\1", _ESPACES.sub(" ", texte)).strip()
    if _GROUPES.match(texte):
        texte = texte.replace(" ", "")
    if _SIMPLE.match(texte):
        if not point_decimal and _AMBIGU.match(texte):
            entier, apres = texte.split(".")
            return f"« {brut} » peut se lire {entier} {apres} ou {entier},{apres}."
    elif _MILLIERS_POINT.match(texte):
        texte = texte.replace(".", "")
    elif _MILLIERS_VIRGULE.match(texte):
        texte = texte.replace(",", "")
    elif not _SCIENTIFIQUE.match(texte):
        return _refus(brut, texte)
    return signe * Decimal(texte.replace(",", "."))


def _refus(brut: str, texte: str) -> str:
    if re.fullmatch(r"[\d ]+", texte):
        return f"« {brut} » : les espaces ne séparent pas des milliers ; est-ce un seul nombre ?"
    return f"« {brut[:60]} » n'est pas un nombre."


def lire_entier(
    valeur: object,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    obligatoire: bool = False,
) -> int | None:
    """Un nombre entier ; refuse 2,5."""
    nombre = lire_decimal(valeur, minimum=minimum, maximum=maximum, point_decimal=True, obligatoire=obligatoire)
    if nombre is None:
        return None
    if nombre != nombre.to_integral_value():
        raise CelluleInvalide(f"{montrer(valeur)} n'est pas un nombre entier.", "Écrire un nombre sans virgule.")
    return int(nombre)


def lire_heures(
    valeur: object,
    *,
    minimum: Decimal | int = 0,
    maximum: Decimal | int | None = None,
    point_decimal: bool = False,
    obligatoire: bool = False,
    remarques: list[str] | None = None,
) -> Decimal | None:
    """Des heures, au centième : « 151,67 », « 7h30 » (7,5), « 7:30 », « 45 min », une durée de tableur.

    « 0,3125 » est ce qu'un tableur garde de 7 h 30 : refusé, on ne devine pas.
    """
    if type(valeur) is float:
        pass  # le cas de loin le plus fréquent
    elif isinstance(valeur, str):
        if _AUTRE_UNITE.search(valeur):
            raise CelluleInvalide(f"{montrer(valeur)} n'est pas un nombre d'heures.", _REMEDE_DES_HEURES)
        valeur = _heures_minutes(valeur) or valeur
    elif isinstance(valeur, dt.timedelta):
        valeur = Decimal(round(valeur.total_seconds())) / 3600
    elif isinstance(valeur, dt.date) and valeur.year < 1910:
        valeur = _duree_de_tableur(valeur)
    elif isinstance(valeur, dt.time):
        valeur = valeur.hour + Decimal(valeur.minute * 60 + valeur.second) / 3600
    if type(valeur) is Decimal:
        valeur = valeur.quantize(_CENTIEME, ROUND_HALF_UP).normalize() + 0
    nombre = lire_decimal(
        valeur,
        minimum=minimum,
        maximum=maximum,
        point_decimal=point_decimal,
        obligatoire=obligatoire,
        remede=_REMEDE_DES_HEURES,
    )
    if nombre is None:
        return None
    arrondi = _arrondir(valeur, nombre, 2, remarques)
    if arrondi != nombre and _est_fraction_de_jour(nombre):
        heures, minutes = divmod(round(nombre * 1440), 60)
        lues = f"{heures} h {minutes:02}" if minutes else f"{heures} h"
        raison = f"À confirmer : {montrer(_en_clair(nombre))} est-ce {lues}, dont un tableur garde la part d'un jour ?"
        raise CelluleInvalide(raison, f"Écrire {heures}h{minutes:02}, ou {_en_clair(arrondi)}.")
    return arrondi


def _duree_de_tableur(moment: dt.date) -> Decimal:
    """Les heures d'une case « h:mm » au-delà d'un jour : sans place pour les jours, elle se lit un instant de 1900."""
    nu = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    if isinstance(moment, dt.datetime):
        nu = moment.replace(tzinfo=None)
    duree = nu - _EPOQUE_TABLEUR - dt.timedelta(days=int(nu < _BISSEXTE))
    return Decimal(round(duree.total_seconds())) / 3600


def _est_fraction_de_jour(nombre: Decimal) -> bool:
    """Un nombre entier de minutes s'il est en jours, et pas s'il est en heures ; sous 1, les deux se valent."""
    if not 0 < nombre < _JOURS_D_UN_MOIS or not _est_presque_entier(nombre * 1440):
        return False
    return nombre < 1 or not (_est_presque_entier(nombre * 60) or _est_presque_entier(nombre * 1000))


def _est_presque_entier(nombre: Decimal) -> bool:
    return abs(nombre - round(nombre)) < _POUSSIERE * 100


def _en_clair(nombre: Decimal) -> str:
    return f"{nombre.normalize():f}".replace(".", ",")


def _heures_minutes(texte: str) -> Decimal | None:
    """« 7h30 », « 7:30 », « 45 min » ; None si le texte n'a pas cette forme."""
    texte = texte.strip()
    if seules := _MINUTES.match(texte):
        return Decimal(seules[1]) / 60
    trouve = _HEURES_MINUTES.match(_ESPACES.sub(" ", texte))
    if trouve is None:
        return None
    minutes = int(trouve["m"] or 0)
    if minutes >= 60:
        raise CelluleInvalide(
            f"{montrer(texte)} : {minutes} minutes font plus d'une heure.",
            _REMEDE_DES_HEURES,
        )
    heures = trouve["h"].strip()
    if " " in heures and not _GROUPES.match(heures):
        raise CelluleInvalide(f"{montrer(texte)} n'est pas un nombre d'heures.", _REMEDE_DES_HEURES)
    return Decimal(heures.replace(" ", "")) + Decimal(minutes) / 60
