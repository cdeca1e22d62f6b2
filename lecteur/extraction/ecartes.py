"""Les lots que la pièce dit sans clause : les heures qu'elle leur donne ensuite ne sont pas d'insertion."""

import re

from lecteur.extraction.grandeurs import Grandeurs
from lecteur.extraction.zones import Bloc, Zone

_SANS_CLAUSE = re.compile(
    r"\b(?:ni|sans|aucune?|pas de|hors|exempte?s? de|dispensee?s? de|exclue?s? de) (?:\w+ ){0,4}?"
    r"(?:clauses?\b|obligations? (?:d'insertion|sociale)|insertion\b|heures? d'insertion)"
    r"|\bnon (?:soumis|concern|assorti|vise)|\b(?:n'est|ne sera|ne sont)(?: \w+)? pas (?:soumis|concern|assorti|vise)"
)


_FINIT_SANS = re.compile(r"\b(?:sans|hors) (?:aucune )?clause(?: sociale)?(?: d'insertion)?\W*$")


class LotsEcartes:
    """Phrase après phrase : le lot dont on parle est-il l'un d'eux ?"""

    def __init__(self) -> None:
        self._paragraphe: int | None = None

    def est_ecarte(self, bloc: Bloc, mesures: Grandeurs) -> bool:
        """« Lot 5 : ni réservation ni clause. Arrosage de 20 h à 6 h, 400 heures par an. »"""
        numero = bloc.paragraphe.numero
        if mesures.lots:
            seul = len(mesures.lots) == 1 and bool(mesures.lots[0].noms)
            sans = seul and (bloc.niee or _est_sans_clause(bloc.texte, mesures))
            self._paragraphe = numero if sans else None
        elif numero != self._paragraphe or bloc.zone is Zone.DIRECTE:
            self._paragraphe = None
        return numero == self._paragraphe


def _est_sans_clause(texte: str, mesures: Grandeurs) -> bool:
    """Dit avant les heures de la phrase, ou à sa toute fin : « 300 heures au lot 1, autres lots non concernés » non."""
    fin = mesures.durees[0].debut if mesures.durees else len(texte)
    return bool(_SANS_CLAUSE.search(texte, 0, fin) or _FINIT_SANS.search(texte))
