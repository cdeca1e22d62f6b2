"""Quelle version d'une clause vaut à une date.

Un avenant ou un ajustement vaut depuis sa date d'effet ; jusque-là, ce qui est dû l'est d'après la version d'avant. Un
rectificatif d'avant l'attribution ou une correction de saisie dit ce que la clause a toujours dit : elle vaut depuis
l'origine de la version qu'elle remplace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from regles.calendrier import UN_JOUR
from regles.formules.contrat import FaitsEngagement
from regles.typographie import INSECABLE, jour_en_mots

C = TypeVar("C")  # la clause : sa formule, ou ce qui la porte


@dataclass(frozen=True)
class Version(Generic[C]):
    """Une version, dans l'ordre où elles se sont remplacées. `date_effet` : `None`, celle de la précédente."""

    clause: C
    date_effet: date | None = None
    corrige: bool = False


def remplacees(versions: Iterable[Version[C]]) -> tuple[tuple[date, C], ...]:
    """((dernier jour où elle vaut, clause), …) de celles qui ont valu avant la dernière, dans l'ordre."""
    lues: list[tuple[date, C]] = []
    for version in versions:
        depuis = date.min if not lues else lues[-1][0] if version.corrige else version.date_effet or lues[-1][0]
        while lues and lues[-1][0] >= depuis:
            lues.pop()
        lues.append((depuis, version.clause))
    return tuple((suite - UN_JOUR, clause) for (_, clause), (suite, _) in pairwise(lues))


def celle_du(jour: date, versions: Sequence[Version[C]]) -> C:
    """La clause qui vaut ce jour-là ; une au moins."""
    return next((clause for dernier, clause in remplacees(versions) if jour <= dernier), versions[-1].clause)


def au_jour(faits: FaitsEngagement, jour: date) -> FaitsEngagement:
    """Les mêmes faits, sous la version qui vaut ce jour-là ; presque toujours, la seule."""
    for dernier_jour, clause in faits.remplacees:
        if jour <= dernier_jour:
            return replace(faits, clause=clause, remplacees=())
    return faits


def annonce(faits: FaitsEngagement, jour: date | None) -> str:
    """« Version qui prend effet le 15 janvier 2027 ; jusque-là : 4 200 heures… » ; vide si elle vaut déjà."""
    if jour is None or not faits.remplacees or jour > faits.remplacees[-1][0]:
        return ""
    effet = jour_en_mots(faits.remplacees[-1][0] + UN_JOUR)
    jusque_la = au_jour(faits, jour).clause.phrase()
    return f" Cette version prend effet le {effet}\u202f; jusque-là{INSECABLE}: {jusque_la}"
