"""Compter des jours, des mois et des âges. Les bornes sont comprises, sauf mention contraire."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

UN_JOUR = timedelta(days=1)


def ajouter_mois(jour: date, mois: int) -> date:
    """Le même quantième, `mois` plus tard ; ramené à la fin du mois quand il n'existe pas."""
    rang = jour.month - 1 + mois
    annee, indice = jour.year + rang // 12, rang % 12 + 1
    if annee > date.max.year:
        return date.max
    return date(annee, indice, min(jour.day, calendar.monthrange(annee, indice)[1]))


def lendemain_de(debut: date, mois: int) -> date:
    """Le jour qui suit une durée de `mois` mois commencée à `debut`, compris.

    C'est le même quantième ; quand il n'existe pas, le premier du mois suivant : 24 mois commencés le 29 février 2024
    finissent le 28 février 2026, un mois commencé le 31 janvier finit le 28 ou le 29 février.
    """
    jour = ajouter_mois(debut, mois)
    return jour + UN_JOUR if jour.day < debut.day and jour < date.max else jour


def premier_du_mois(jour: date) -> date:
    return jour.replace(day=1)


def dernier_du_mois(jour: date) -> date:
    return jour.replace(day=calendar.monthrange(jour.year, jour.month)[1])


def jours_communs(debut: date, fin: date, autre_debut: date | None, autre_fin: date | None) -> int:
    """Nombre de jours, bornes comprises, dans les deux périodes ; `None` vaut « sans limite »."""
    premier = max(debut, autre_debut) if autre_debut else debut
    dernier = min(fin, autre_fin) if autre_fin else fin
    return max(0, (dernier - premier).days + 1)


def jours_reunis(debut: date, fin: date, periodes: Iterable[tuple[date, date | None]]) -> int:
    """Nombre de jours de `debut` à `fin`, bornes comprises, que couvre l'une au moins de ces périodes ; un jour commun
    à deux d'entre elles ne compte qu'une fois. Une fin `None` vaut « sans limite »."""
    jours, prochain = 0, debut
    for premier, dernier in sorted((premier, dernier or date.max) for premier, dernier in periodes):
        jours += jours_communs(prochain, fin, premier, dernier)
        if dernier >= fin:
            break
        prochain = max(prochain, dernier + UN_JOUR)
    return jours


def anniversaire(naissance: date, age: int) -> date:
    """Le jour des `age` ans ; né un 29 février, on a son âge le 1er mars des années ordinaires."""
    try:
        return naissance.replace(year=naissance.year + age)
    except ValueError:
        return date(naissance.year + age, 3, 1)


def mois_de_la_periode(debut: date, fin: date) -> tuple[date, ...]:
    """Les premiers de mois de la période, bornes comprises."""
    mois, courant = [], premier_du_mois(debut)
    while courant <= fin:
        mois.append(courant)
        if courant.year == date.max.year and courant.month == 12:
            break
        courant = ajouter_mois(courant, 1)
    return tuple(mois)
