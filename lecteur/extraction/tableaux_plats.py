"""Les tableaux dont la mise en page s'est perdue : une rangée par ligne, ou les lots au-dessus de leurs heures.

Rien n'y sépare les cellules à coup sûr : une rangée équivoque, ou un total qui la dément, tait tout le tableau.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from lecteur.extraction.constats import Paragraphe, Passage, Texte, Volume
from lecteur.extraction.nombres import valeur
from lecteur.extraction.normalisation import replier
from lecteur.extraction.zones import Bloc, Zone

_MOTS_D_HEURES = (
    r"(?:nombre |nb |volume |total |minimum )*(?:d'|en )?(?:heures?|horaire)(?: d')?"
    r"(?: ?(?:d'|en |pour l'|a l')?insertion| minim\w+| a realiser| exigees?| dues?| ?\(h\))*"
)
_ENTETE = re.compile(rf"(?=.*(?:\blots?\b|\bn ?°))[^\d:]{{3,80}}?\b{_MOTS_D_HEURES}\W*")
_NOMBRE = r"\d{1,3}(?:[ .]\d{3})+|\d{1,5}"
_RANGEE = re.compile(
    rf"\W{{0,3}}(?:lots? ?)?(?:n ?° ?)?(?P<lot>\d{{1,2}}(?: ?bis|[a-z])?)\b[ \-.:/|)]+(?P<nom>[a-z][^:;]*?)[ \-:/|.]+"
    rf"(?:(?P<n>{_NOMBRE}) ?(?:h|heures?)?\.?|(?<=[ /|])-|neant|sans objet|non concerne|s/?o)\W*"
)
_EQUIVOQUE = re.compile(
    r"\b(?:batiments?|bat|phases?|tranches?|zones?|niveaux?|ilots?|types?|secteurs?|blocs?|cages?|etages?|n ?°|et|\d)$"
)
_TOTAL = re.compile(rf"\W*total\b[^\d]*(?P<n>{_NOMBRE}) ?(?:h|heures?)?\W*")
_SEPARATEUR = re.compile(r" ?[/|;\t] ?| {3,}")
_UN_LOT = re.compile(r"(?:lots? ?)?(?:n ?° ?)?(?P<lot>\d{1,2}(?: ?bis|[a-z])?|[a-h])\.?")
_DES_HEURES = re.compile(rf"(?P<n>{_NOMBRE}) ?(?:h|heures?)?\.?|-|neant|sans objet|non concerne|s/?o|0")
_TITRE_DES_LOTS = re.compile(r"(?:n ?°s? ?(?:d[eu]s? )?)?lots?(?: n ?°s?)?\W*")
_TITRE_DES_HEURES = re.compile(rf"{_MOTS_D_HEURES}\W*")


def lire_tableaux_plats(texte: Texte, blocs: list[Bloc]) -> list[Volume]:
    """Un volume par lot qui doit des heures."""
    zones = {b.paragraphe.numero for b in blocs if b.zone is not Zone.DEHORS}
    lignes = [(p, replier(p.texte).strip()) for p in texte.paragraphes]
    volumes: list[Volume] = []
    for rang, (paragraphe, ligne) in enumerate(lignes):
        if paragraphe.numero not in zones and "insertion" not in ligne:
            continue
        if len(ligne) <= 110 and _ENTETE.fullmatch(ligne):
            volumes += _rangees(lignes[rang + 1 :])
        elif _TITRE_DES_HEURES.fullmatch(ligne):
            volumes += _cellule_par_cellule(lignes, rang)
        elif _TITRE_DES_LOTS.fullmatch(_SEPARATEUR.split(ligne)[0]):
            volumes += _couchees(ligne, lignes[rang + 1 : rang + 2])
    return volumes


def _rangees(lignes: Sequence[tuple[Paragraphe, str]]) -> list[Volume]:
    """« 01 Démolition 140 », jusqu'à la première ligne qui n'en est pas une ; deux rangées au moins."""
    sortie: list[Volume] = []
    nombre = 0
    for paragraphe, ligne in lignes:
        if total := _TOTAL.fullmatch(ligne):
            if sum((v.heures for v in sortie), Decimal(0)) != valeur(total["n"]):
                return []
            break
        rangee = _RANGEE.fullmatch(ligne)
        if not rangee:
            break
        nombre += 1
        if rangee["n"] and _EQUIVOQUE.search(rangee["nom"].strip()):
            return []
        if rangee["n"] and valeur(rangee["n"]):
            sortie.append(_volume(rangee["n"], rangee["lot"], paragraphe))
    return sortie if nombre > 1 and len({v.lot for v in sortie}) == len(sortie) else []


def _cellule_par_cellule(lignes: Sequence[tuple[Paragraphe, str]], heures: int) -> list[Volume]:
    """« Lot », « Désignation », « Heures d'insertion », puis « 1 », « Charpente », « 210 » : une cellule par ligne.
    `heures` : le rang du titre de la colonne des heures."""
    debut = next((r for r in range(heures, max(-1, heures - 4), -1) if _TITRE_DES_LOTS.fullmatch(lignes[r][1])), heures)
    corps = next((r for r in range(heures + 1, min(len(lignes), heures + 4)) if _UN_LOT.fullmatch(lignes[r][1])), 0)
    largeur = corps - debut
    if debut == heures or not corps:
        return []
    sortie: list[Volume] = []
    for rang in range(corps, len(lignes), largeur):
        cellules = lignes[rang : rang + largeur]
        if "total" in cellules[0][1]:
            annonces = [m["n"] for _, c in cellules if (m := _DES_HEURES.fullmatch(c)) and m["n"]]
            if annonces and valeur(annonces[-1]) != sum((v.heures for v in sortie), Decimal(0)):
                return []
            break
        entiere, lot = len(cellules) == largeur, _UN_LOT.fullmatch(cellules[0][1])
        lues = _DES_HEURES.fullmatch(cellules[heures - debut][1]) if entiere else None
        if not lot or not lues:
            break
        if lues["n"] and valeur(lues["n"]):
            sortie.append(_volume(lues["n"], lot["lot"], cellules[heures - debut][0]))
    return sortie if len({v.lot for v in sortie}) == len(sortie) > 1 else []


def _couchees(lots: str, suite: Sequence[tuple[Paragraphe, str]]) -> list[Volume]:
    """« Lot / 1 / 2 / 3 », puis « Heures / 500 / 320 / 140 »."""
    _, *noms = _SEPARATEUR.split(lots)
    for paragraphe, ligne in suite:
        titre, *heures = _SEPARATEUR.split(ligne)
        lisibles = all(re.fullmatch(r"\d{1,2}[a-z]?|[a-h]", n) for n in noms) and all(
            re.fullmatch(_NOMBRE, h) for h in heures
        )
        if len(noms) == len(heures) > 1 and lisibles and _TITRE_DES_HEURES.fullmatch(titre):
            return [_volume(h, n, paragraphe) for n, h in zip(noms, heures, strict=True) if valeur(h)]
    return []


def _volume(heures: str, lot: str, paragraphe: Paragraphe) -> Volume:
    passage = Passage(paragraphe.texte, 0, len(paragraphe.texte), paragraphe.page, paragraphe.numero)
    nom = lot.lstrip("0").upper().replace(" ", "") or "0"
    return Volume(valeur(heures), valeur(heures), "heure", "lot", passage, nom)
