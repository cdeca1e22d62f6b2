"""Deux textes côte à côte, paragraphe par paragraphe, puis mot à mot : une différence qui se lit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from regles.typographie import accorder

_MOTS = re.compile(r"\s+|[^\s]+")
_VOISINS = 1  # paragraphes inchangés laissés autour d'un changement


@dataclass(frozen=True)
class Bout:
    """Un passage : « egal », « retire » ou « ajoute »."""

    genre: str
    texte: str


@dataclass(frozen=True)
class LigneComparee:
    """`genre` : « egal », « retire », « ajoute », « change », ou « saut » (des lignes inchangées tues)."""

    genre: str
    bouts: tuple[Bout, ...]


def comparer(avant: str, apres: str) -> list[LigneComparee]:
    """Les paragraphes de l'un à l'autre ; les longues suites inchangées sont abrégées."""
    gauche, droite = avant.splitlines(), apres.splitlines()
    lignes: list[LigneComparee] = []
    for genre, a, b, c, d in SequenceMatcher(None, gauche, droite, autojunk=False).get_opcodes():
        if genre == "equal":
            lignes += [_ligne("egal", texte) for texte in gauche[a:b]]
        else:
            lignes += _changees(gauche[a:b], droite[c:d])
    return _abreger(lignes)


def _ligne(genre: str, texte: str) -> LigneComparee:
    return LigneComparee(genre, (Bout(genre, texte),))


def _changees(retirees: Sequence[str], ajoutees: Sequence[str]) -> list[LigneComparee]:
    """Les paragraphes qui se ressemblent se comparent mot à mot ; les autres sont retirés puis ajoutés."""
    if len(retirees) == len(ajoutees):
        paires = zip(retirees, ajoutees, strict=True)
        return [ligne for a, b in paires for ligne in _mot_a_mot(a, b)]
    return [*(_ligne("retire", t) for t in retirees), *(_ligne("ajoute", t) for t in ajoutees)]


def _mot_a_mot(avant: str, apres: str) -> list[LigneComparee]:
    gauche, droite = _MOTS.findall(avant), _MOTS.findall(apres)
    rapport = SequenceMatcher(None, gauche, droite, autojunk=False)
    if rapport.ratio() < 0.35:
        return [_ligne("retire", avant), _ligne("ajoute", apres)]
    bouts = []
    for genre, a, b, c, d in rapport.get_opcodes():
        if genre == "equal":
            bouts.append(Bout("egal", "".join(gauche[a:b])))
            continue
        bouts += [Bout("retire", "".join(gauche[a:b]))] if b > a else []
        bouts += [Bout("ajoute", "".join(droite[c:d]))] if d > c else []
    return [LigneComparee("change", tuple(bouts))]


def _abreger(lignes: list[LigneComparee]) -> list[LigneComparee]:
    gardees = {
        voisin
        for rang, ligne in enumerate(lignes)
        if ligne.genre != "egal"
        for voisin in range(rang - _VOISINS, rang + _VOISINS + 1)
    }
    abregees: list[LigneComparee] = []
    tues = 0
    for rang, ligne in enumerate(lignes):
        if rang in gardees:
            abregees += [_saut(tues)] if tues else []
            abregees.append(ligne)
            tues = 0
        else:
            tues += 1
    return [*abregees, _saut(tues)] if tues and abregees else abregees


def _saut(nombre: int) -> LigneComparee:
    return _ligne("saut", accorder(nombre, "paragraphe inchangé", "paragraphes inchangés"))
