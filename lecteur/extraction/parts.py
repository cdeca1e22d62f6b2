"""« 3 500 heures dont 500… » : laquelle des deux est le volume, la part ou le total."""

import re

from lecteur.extraction import voisinage as autour
from lecteur.extraction.grandeurs import Duree

PORTEE_D_UN_DONT = 400  # caractères entre un total et la part qu'il contient
D_INSERTION_APRES = re.compile(r"^\)? ?(?:\w+ ){0,2}?(?:d' ?|en |a l'|pour l')insertion")
# « 3 500 heures dont 500 en alternance » : les 500 sont dans les 3 500, sauf si un lot ou une période les sépare.
_DONT = re.compile(
    r"\d ?(?:h|heures?)\b[^.;]*\b(?:dont|y compris|parmi lesquelles|comprenant|incluant)\b[^.;\d]{0,40}$"
)
_UNITE_DU_TOTAL = re.compile(r"\d ?(?:h|heures?)\b")
PUIS_UNE_PART = re.compile(r"\bdont (?=\d)")
_SEPARE = re.compile(r"\blots?\b|tranches?\b|\bt[foc] ?\d?\b|\bannees?\b|periode|phase|reconduction")


def est_une_part(duree: Duree, texte: str) -> bool:
    """« 3 500 heures dont 500 en alternance » : les 500 ne s'ajoutent pas."""
    dont = _DONT.search(texte, max(0, duree.debut - PORTEE_D_UN_DONT), duree.debut)
    if dont and autour.POUR_LA_CLAUSE.match(texte[duree.fin :]) and _est_du_marche(dont, texte):
        return False  # « 7 000 heures de travail dont 350 heures d'insertion » : la part est le volume
    return bool(dont and not _SEPARE.search(re.split(r"[.;)]", texte[duree.fin :])[0] + dont[0].rsplit("dont", 1)[-1]))


def _est_du_marche(dont: re.Match[str], texte: str) -> bool:
    """Le total dont on dit la part est-il celui de tout le marché ?"""
    nombre = re.search(r"\d[\d .]*$", texte[: dont.start() + 1])
    avant, unite = texte[: nombre.start() if nombre else 0], _UNITE_DU_TOTAL.match(texte, dont.start())
    apres = texte[unite.end() if unite else dont.end() : dont.end() + 120]
    sans_insertion = "insertion" not in avant + texte[dont.start() : dont.end()]
    explicite = sans_insertion and bool(D_INSERTION_APRES.match(texte[dont.end() :].lstrip("0123456789 .hures")))
    return explicite or bool(autour.HEURES_DU_MARCHE_ENTIER.search(avant[-120:] + "~" + apres))
