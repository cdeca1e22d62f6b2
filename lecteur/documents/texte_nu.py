"""Lire un texte nu (.txt) : un paragraphe par ligne, ou par bloc quand des lignes vides les séparent."""

import re

from lecteur.documents.morceaux import Brut

_BLOCS = re.compile(r"\n[ \t]*\n+")
_LIGNE_COURTE = 40  # sous cette longueur, une fin de ligne est voulue
_DEBUT = re.compile(r"(?:[-•–*▪]|\d+[.)°]|[a-z]\)|article\b|lot\b)", re.IGNORECASE)


def lire_texte_nu(contenu: bytes) -> Brut:
    """Le texte et son encodage (UTF-8, UTF-16 marqué, sinon Windows-1252, qui lit tout)."""
    texte = _decoder(contenu).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    brut = Brut()
    for bloc in _BLOCS.split(texte):
        for ligne in _joindre(bloc.split("\n")):
            brut.ajouter(ligne)
    return brut


def _decoder(contenu: bytes) -> str:
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenu.decode("utf-16", errors="replace")
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace")


def _joindre(lignes: list[str]) -> list[str]:
    """Recolle les lignes coupées à la largeur de la page ; garde les listes et les lignes courtes."""
    sorties: list[str] = []
    for ligne in (brute.strip() for brute in lignes):
        if sorties and len(sorties[-1]) > _LIGNE_COURTE and ligne[:1].islower() and not _DEBUT.match(ligne):
            sorties[-1] = f"{sorties[-1]} {ligne}"
        else:
            sorties.append(ligne)
    return sorties
