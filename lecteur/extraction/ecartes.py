"""Les lots que la pièce dit sans clause : les heures qu'elle leur donne ensuite ne sont pas d'insertion."""

import re

from lecteur.extraction.grandeurs import Grandeurs
from lecteur.extraction.zones import Bloc, Zone

_SANS_CLAUSE = re.compile(
    r"\b(?:ni|sans|aucune?|pas de|hors|exempte?s? de|dispensee?s? de|exclue?s? de) (?:\w+ ){0,4}?"
    r"(?:clauses?\b|obligations? (?:d'insertion|sociale)|insertion\b|heures? d'insertion)"
    r"|\bnon (?:soumis|concern|assorti|vise)|\b(?:n'est|ne sera|ne sont)(?: \w+)? pas (?:soumis|concern|assorti|vise)"
)


class LotsEcartes:
    """Phrase après phrase : le lot dont on parle est-il l'un d'eux ?"""

    def __init__(self) -> None:
        self._paragraphe: int | None = None

    def est_ecarte(self, bloc: Bloc, mesures: Grandeurs) -> bool:
        """« Lot 5 : ni réservation ni clause. Arrosage de 20 h à 6 h, 400 heures par an. »"""
        numero = bloc.paragraphe.numero
        if mesures.lots:
            seul = len(mesures.lots) == 1 and bool(mesures.lots[0].noms)
            sans = seul and (bloc.niee or bool(_SANS_CLAUSE.search(bloc.texte)))
            self._paragraphe = numero if sans else None
        elif numero != self._paragraphe or bloc.zone is Zone.DIRECTE:
            self._paragraphe = None
        return numero == self._paragraphe
