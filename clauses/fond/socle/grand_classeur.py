"""Un classeur de beaucoup de lignes, à mémoire constante : les rangées se lisent et s'écrivent au fil de l'eau.

Une case n'est jamais qu'un texte, un nombre ou une date : rien n'y devient formule ni adresse.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clauses.fond.socle.exports import EN_TETE, LIGNES_AU_PLUS, ouvrir_classeur
from clauses.fond.socle.valeurs import sans_inecrivables

Rouge = tuple[str]  # un texte à faire voir
TEXTE_MAX = 32_000  # ce qu'une case de tableur garde
NOMBRE_MAX = 10**11  # au-delà, un tableur l'écrit en puissances de dix : un SIRET s'écrit comme un texte


@dataclass(frozen=True)
class Feuille:
    """Une feuille : ses titres, et ses rangées, lues une fois. Une case `None` ou vide n'est pas écrite."""

    nom: str
    titres: Sequence[str]
    largeurs: Sequence[int]
    rangees: Iterable[Sequence[object]]


def ecrire(sortie: IO[bytes], preambule: Callable[[Workbook], None], feuilles: Sequence[Feuille]) -> None:
    """Écrit le classeur : la feuille du préambule, puis celles-ci. Lève `ValueError` au-delà d'une feuille."""
    classeur = ouvrir_classeur(sortie)
    preambule(classeur)
    for feuille in feuilles:
        page = classeur.add_worksheet(feuille.nom)
        _preparer(page, feuille, classeur.add_format(EN_TETE))
        plume = _Plume(page, classeur)
        for rang, rangee in enumerate(feuille.rangees, 1):
            if rang >= LIGNES_AU_PLUS:
                raise ValueError(f"Le classeur dépasse {LIGNES_AU_PLUS} lignes : découper le fichier.")
            for place, valeur in enumerate(rangee):
                if valeur is not None and valeur != "":
                    plume.ecrire(rang, place, valeur)
    classeur.close()


def _preparer(page: Worksheet, feuille: Feuille, entete: Format) -> None:
    for place, titre in enumerate(feuille.titres):
        page.set_column(place, place, feuille.largeurs[place])
        page.write_string(0, place, titre, entete)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, LIGNES_AU_PLUS, len(feuille.titres) - 1)


class _Plume:
    """Écrit une case : un texte, un texte à faire voir, un nombre, une date."""

    def __init__(self, page: Worksheet, classeur: Workbook) -> None:
        self.page = page
        self.texte = classeur.add_format({"num_format": "@"})
        self.jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        self.rouge = classeur.add_format({"num_format": "@", "bg_color": "#FBE3E0", "bold": True})

    def ecrire(self, rang: int, place: int, valeur: object) -> None:
        if type(valeur) is str:
            self._mots(rang, place, valeur, self.texte)
        elif isinstance(valeur, tuple):
            self._mots(rang, place, str(valeur[0]), self.rouge)
        elif isinstance(valeur, bool):
            self._mots(rang, place, "oui" if valeur else "non", self.texte)
        elif isinstance(valeur, int | float | Decimal) and -NOMBRE_MAX < valeur < NOMBRE_MAX:
            self.page.write_number(rang, place, valeur)
        elif isinstance(valeur, dt.date) and valeur.year > 1900:
            self._date(rang, place, valeur)
        else:
            texte = str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur)
            self._mots(rang, place, texte, self.texte)

    def _date(self, rang: int, place: int, valeur: dt.date) -> None:
        """Une heure, s'il y en a une, s'écrit en toutes lettres : le format d'une date la cacherait."""
        if isinstance(valeur, dt.datetime):
            if (valeur.hour, valeur.minute, valeur.second) != (0, 0, 0):
                self._mots(rang, place, f"{valeur:%d/%m/%Y %H:%M:%S}", self.texte)
                return
            valeur = valeur.date()
        self.page.write_datetime(rang, place, valeur, self.jour)

    def _mots(self, rang: int, place: int, texte: str, forme: Format) -> None:
        if not texte.isprintable():
            texte = sans_inecrivables(texte)
        self.page.write_string(rang, place, texte[:TEXTE_MAX], forme)
