"""Un classeur de beaucoup de lignes, à mémoire constante et cinq fois plus vite que case par case.

La bibliothèque écrit tout ce qui fait un classeur (styles, feuilles, largeurs, filtre) ; les rangées s'y glissent en
XML au fil de l'eau. Une case n'est jamais qu'un texte, un nombre ou une date : rien n'y devient formule ni adresse.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from xlsxwriter.workbook import Workbook

from clauses.fond.socle.exports import EN_TETE, LIGNES_AU_PLUS, ouvrir_classeur
from clauses.fond.socle.lecture import lettre
from clauses.fond.socle.valeurs import sans_inecrivables

Rouge = tuple[str]  # un texte à faire voir
TEXTE_MAX = 32_000  # ce qu'une case de tableur garde
NOMBRE_MAX = 10**11  # au-delà, un tableur l'écrit en puissances de dix : un SIRET s'écrit comme un texte
BLOC = 500  # rangées écrites d'un coup
_ORIGINE = dt.date(1899, 12, 30)  # jour 0 d'un tableur
_STYLES = ({"num_format": "@"}, {"num_format": "dd/mm/yyyy"}, {"num_format": "@", "bg_color": "#FBE3E0", "bold": True})
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # ce qu'un tableur décoderait


@dataclass(frozen=True)
class Feuille:
    """Une feuille : ses titres, et ses rangées, lues une fois. Une case `None` ou vide n'est pas écrite."""

    nom: str
    titres: Sequence[str]
    largeurs: Sequence[int]
    rangees: Iterable[Sequence[object]]


def ecrire(sortie: IO[bytes], preambule: Callable[[Workbook], None], feuilles: Sequence[Feuille]) -> None:
    """Écrit le classeur : la feuille du préambule, puis celles-ci. Lève `ValueError` au-delà d'une feuille."""
    squelette = io.BytesIO()
    classeur = ouvrir_classeur(squelette)
    preambule(classeur)
    premiere = len(classeur.worksheets()) + 1
    for feuille in feuilles:
        _preparer(classeur, feuille)
    classeur.close()
    a_remplir = {f"xl/worksheets/sheet{premiere + rang}.xml": feuille for rang, feuille in enumerate(feuilles)}
    with zipfile.ZipFile(squelette) as source, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom in source.namelist():
            if nom in a_remplir:
                _remplir(archive, nom, source.read(nom).decode(), a_remplir[nom])
            else:
                archive.writestr(nom, source.read(nom))


def _preparer(classeur: Workbook, feuille: Feuille) -> None:
    """La feuille, son en-tête, et une rangée qui montre chaque style : elle s'efface en remplissant."""
    page = classeur.add_worksheet(feuille.nom)
    entete = classeur.add_format(EN_TETE)
    for place, titre in enumerate(feuille.titres):
        page.set_column(place, place, feuille.largeurs[place])
        page.write_string(0, place, titre, entete)
    for place, style in enumerate(_STYLES):
        page.write_blank(1, place, None, classeur.add_format(style))
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, LIGNES_AU_PLUS, len(feuille.titres) - 1)


def _remplir(archive: zipfile.ZipFile, nom: str, xml: str, feuille: Feuille) -> None:
    debut, _, reste = xml.partition('<row r="2"')
    modele, _, fin = reste.partition("</row>")
    plume = _Plume(re.findall(r' s="(\d+)"', modele), [lettre(place) for place in range(len(feuille.titres))])
    with archive.open(nom, "w", force_zip64=True) as flux:
        flux.write(debut.encode())
        for bloc in plume.blocs(feuille.rangees):
            flux.write("".join(bloc).encode())
        flux.write(fin.encode())


class _Plume:
    """Écrit des rangées en XML. `styles` : ceux d'un texte, d'une date, d'un texte à faire voir."""

    def __init__(self, styles: Sequence[str], colonnes: Sequence[str]) -> None:
        self.texte, self.jour, self.rouge = styles
        self.colonnes = colonnes

    def blocs(self, rangees: Iterable[Sequence[object]]) -> Iterator[list[str]]:
        bloc: list[str] = []
        for rang, rangee in enumerate(rangees, 2):
            if rang > LIGNES_AU_PLUS:
                raise ValueError(f"Le classeur dépasse {LIGNES_AU_PLUS} lignes : découper le fichier.")
            cases = (
                self._case(f"{colonne}{rang}", valeur)
                for colonne, valeur in zip(self.colonnes, rangee, strict=False)
                if valeur is not None and valeur != ""
            )
            bloc.append(f'<row r="{rang}">{"".join(cases)}</row>')
            if len(bloc) == BLOC:
                yield bloc
                bloc = []
        yield bloc

    def _case(self, ou: str, valeur: object) -> str:
        if type(valeur) is str:
            return self._mots(ou, valeur, self.texte)
        if isinstance(valeur, tuple):
            return self._mots(ou, str(valeur[0]), self.rouge)
        if isinstance(valeur, bool):
            return self._mots(ou, "oui" if valeur else "non", self.texte)
        if isinstance(valeur, int | float | Decimal) and -NOMBRE_MAX < valeur < NOMBRE_MAX:
            return f'<c r="{ou}"><v>{valeur}</v></c>'
        if isinstance(valeur, dt.date) and valeur.year > 1900:
            return self._date(ou, valeur)
        texte = str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur)
        return self._mots(ou, texte, self.texte)

    def _date(self, ou: str, valeur: dt.date) -> str:
        """Une heure, s'il y en a une, s'écrit en toutes lettres : le format d'une date la cacherait."""
        if isinstance(valeur, dt.datetime):
            if (valeur.hour, valeur.minute, valeur.second) != (0, 0, 0):
                return self._mots(ou, f"{valeur:%d/%m/%Y %H:%M:%S}", self.texte)
            valeur = valeur.date()
        return f'<c r="{ou}" s="{self.jour}"><v>{(valeur - _ORIGINE).days}</v></c>'

    def _mots(self, ou: str, texte: str, style: str) -> str:
        if not texte.isprintable():
            texte = sans_inecrivables(texte)
        if "_x" in texte:
            texte = _CODE.sub("_x005F_", texte)
        propre = escape(texte[:TEXTE_MAX])
        return f'<c r="{ou}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{propre}</t></is></c>'
