"""Les lignes d'une page de PDF et leur place : ce dont on a besoin pour retrouver les paragraphes et les tableaux."""

import re
from dataclasses import dataclass, replace
from typing import Any

from lecteur.documents.morceaux import CELLULE

CESURE = "\u00ad"  # notre marque d'une césure dite par le PDF lui-même
_CESURES = {0x02: CESURE, 0xFFFE: CESURE, 0xAD: CESURE}
_ECART_DE_CELLULE = 1.7  # en hauteurs de ligne : au-delà, deux cellules
_PUCE = re.compile(r"\W{1,2}|o|[\dA-Za-z]{1,2}[.)°]")
_RANGEE = 8  # une cellule voisine revient à la hauteur d'une des huit lignes précédentes


@dataclass(frozen=True)
class Cellule:
    """Un bout de ligne et ses bords gauche et droit, en points."""

    texte: str
    gauche: float
    droite: float


@dataclass(frozen=True)
class Ligne:
    """Une ligne de texte, ou une rangée de tableau quand elle a plusieurs cellules. Base et hauteur en points,
    origine en bas de la page."""

    cellules: tuple[Cellule, ...]
    base: float
    hauteur: float
    page: int

    @property
    def texte(self) -> str:
        return CELLULE.join(c.texte for c in self.cellules)

    @property
    def gauche(self) -> float:
        return self.cellules[0].gauche

    @property
    def droite(self) -> float:
        return self.cellules[-1].droite

    @property
    def est_tabulee(self) -> bool:
        return len(self.cellules) > 1


def lignes_de(page_de_texte: Any, numero: int) -> list[Ligne]:
    """Les lignes de la page, dans l'ordre du document, les rangées de tableau reconstituées."""
    texte = _caracteres(page_de_texte)
    lignes: list[Ligne] = []
    debut = 0
    for rang, caractere in enumerate([*texte, "\n"]):
        if caractere in "\r\n" or caractere == CESURE:
            fin = rang + 1 if caractere == CESURE else rang
            if ligne := _ligne(page_de_texte, texte, debut, fin, numero):
                lignes.append(ligne)
            debut = rang + 1
    return _en_rangees(lignes)


def _caracteres(page_de_texte: Any) -> list[str]:
    """Un caractère par rang de PDFium : les rangs donnent ensuite les places."""
    compte = page_de_texte.count_chars()
    texte = page_de_texte.get_text_range() if compte else ""
    if len(texte) != compte:  # un caractère de remplacement ou hors du plan de base : un rang à la fois
        texte = "".join(page_de_texte.get_text_range(rang, 1)[:1] or " " for rang in range(compte))
    return [_CESURES.get(ord(c), c) for c in texte]


def _ligne(page_de_texte: Any, texte: list[str], debut: int, fin: int, numero: int) -> Ligne | None:
    while debut < fin and texte[debut].isspace():
        debut += 1
    while fin > debut and texte[fin - 1].isspace():
        fin -= 1
    if debut == fin:
        return None
    premier = page_de_texte.get_charbox(debut, loose=True)
    hauteur = max(premier[3] - premier[1], 1.0)
    coupes = _coupes(page_de_texte, texte, debut, fin, hauteur)
    cellules = list(zip([debut, *(c + 1 for c in coupes)], [*coupes, fin], strict=True))
    return Ligne(tuple(_cellule(page_de_texte, texte, *c) for c in cellules), premier[1], hauteur, numero)


def _coupes(page_de_texte: Any, texte: list[str], debut: int, fin: int, hauteur: float) -> list[int]:
    """Les rangs des blancs assez larges pour séparer deux cellules."""
    ecarts: dict[int, float] = {}
    for rang in range(debut + 1, fin - 1):
        if texte[rang] == " " and texte[rang + 1] != " ":
            fin_du_mot = page_de_texte.get_charbox(rang - 1)[2]
            ecarts[rang] = page_de_texte.get_charbox(rang + 1)[0] - fin_du_mot
    larges = [rang for rang, ecart in ecarts.items() if ecart > _ECART_DE_CELLULE * hauteur]
    # Une ligne étirée par la justification a tous ses blancs larges et égaux : ce n'est pas une rangée.
    if len(larges) > 2 and len(larges) == len(ecarts) and max(ecarts.values()) < 1.5 * min(ecarts.values()):
        return []
    if larges and _PUCE.fullmatch("".join(texte[debut : larges[0]]).strip()):
        return larges[1:]
    return larges


def _cellule(page_de_texte: Any, texte: list[str], debut: int, fin: int) -> Cellule:
    gauche = page_de_texte.get_charbox(debut, loose=True)[0]
    droite = page_de_texte.get_charbox(fin - 1, loose=True)[2]
    return Cellule("".join(texte[debut:fin]).strip(), gauche, droite)


def _en_rangees(lignes: list[Ligne]) -> list[Ligne]:
    """Remet une cellule écrite après ses voisines de gauche dans sa rangée, et la suite d'une cellule sous elle."""
    sorties: list[Ligne] = []
    for ligne in lignes:
        place = next(
            (
                rang
                for rang in range(len(sorties) - 1, max(len(sorties) - 1 - _RANGEE, -1), -1)
                if _est_voisine(sorties[rang], ligne)
            ),
            None,
        )
        if place is not None:
            rangee = _absorber(sorties[place], sorties[place + 1 :])
            sorties[place:] = [replace(rangee, cellules=(*rangee.cellules, *ligne.cellules))]
        elif sorties and _continue_une_cellule(sorties[-1], ligne):
            sorties[-1] = _absorber(sorties[-1], [ligne])
        else:
            sorties.append(ligne)
    return sorties


def _est_voisine(rangee: Ligne, ligne: Ligne) -> bool:
    """`ligne` est à la hauteur de `rangee`, nettement à sa droite."""
    return (
        abs(rangee.base - ligne.base) < 0.35 * rangee.hauteur
        and ligne.gauche - rangee.droite > 0.4 * _ECART_DE_CELLULE * rangee.hauteur
    )


def _continue_une_cellule(rangee: Ligne, ligne: Ligne) -> bool:
    """Juste sous une rangée de tableau, alignée sur une cellule autre que la première."""
    return (
        rangee.est_tabulee
        and not ligne.est_tabulee
        and 0 < rangee.base - ligne.base < 1.6 * rangee.hauteur * _hauteurs(rangee)
        and any(abs(c.gauche - ligne.gauche) < 3 for c in rangee.cellules[1:])
    )


def _hauteurs(rangee: Ligne) -> int:
    """Le nombre de lignes déjà absorbées par la plus haute cellule."""
    return 1 + max(c.texte.count("\n") for c in rangee.cellules)


def _absorber(rangee: Ligne, suites: list[Ligne]) -> Ligne:
    """Ajoute chaque suite à la cellule sous laquelle elle se trouve (à défaut, la dernière)."""
    cellules = list(rangee.cellules)
    for suite in suites:
        sous = [rang for rang, c in enumerate(cellules) if abs(c.gauche - suite.gauche) < 3] or [len(cellules) - 1]
        dessus = cellules[sous[0]]
        cellules[sous[0]] = replace(
            dessus, texte=f"{dessus.texte}\n{suite.texte}", droite=max(dessus.droite, suite.droite)
        )
    return replace(rangee, cellules=tuple(cellules))
