"""Deux personnes sont-elles la même ? Un seul endroit en décide, et dit pourquoi : `comparer`.

La même se retrouve et se complète ; probablement la même, elle attend la réponse de quelqu'un ; différente, elle a sa
fiche, et ce qui pourrait tromper est remarqué. La saisie d'une fiche, les imports et la comparaison des contrats s'y
adressent. Voir docs/decisions/0033.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from clauses.fond.socle.noms import cle_de_texte, serrer
from regles.typographie import enumerer

COURT = 4  # lettres : en deçà, une lettre de moins fait un autre nom
_PARTICULE = re.compile(
    "d|de|du|des|l|la|le|les|el|al|ben|bin|ibn|von|van|der|den|da|do|dos|di|del|della|y|e|ep|epouse|nee|veuve"
)
_SONORES = re.compile(r"[aeiouyh]+")
_REPETEE = re.compile(r"(.)\1+")


class Lien(IntEnum):
    DIFFERENT = 0
    PROBABLE = 1
    MEME = 2


class Personne(NamedTuple):
    """Ce qui fait reconnaître une personne, tel qu'une fiche ou une ligne le dit ; vide, ou `None` : pas dit.

    `reperes` : sa commune, son code postal, son téléphone, son courriel, dans cet ordre.
    """

    nom: str
    prenom: str
    naissance: date | None = None
    dossier: str = ""
    sexe: str = ""
    reperes: tuple[str, ...] = ()


class Rapprochement(NamedTuple):
    """Ce que deux personnes sont l'une pour l'autre, et pourquoi ; différentes avec une raison : à remarquer."""

    lien: Lien
    raison: str = ""


class _Noms(IntEnum):
    """Ce que deux écritures d'un nom et d'un prénom ont en commun."""

    AUTRES = 0
    UNE_MOITIE = 1  # le nom, ou le prénom
    PROCHES = 2  # une particule, une moitié de nom composé, une lettre
    PAREILS = 3  # au repli près : accents, casse, apostrophes, traits d'union, espaces, ordre


SANS_RAPPORT = Rapprochement(Lien.DIFFERENT)


def comparer(a: Personne, b: Personne) -> Rapprochement:
    """La même, probablement la même, ou différente. L'ordre des deux n'y change rien."""
    noms, comment = _noms(a, b)
    if a.dossier and cle_de_texte(a.dossier) == cle_de_texte(b.dossier):
        return _du_meme_dossier(a, b, noms)
    if noms is _Noms.AUTRES:
        return SANS_RAPPORT
    if a.naissance is None or b.naissance is None:
        return _sans_naissance(a, b, noms, comment)
    if a.naissance == b.naissance:
        return _nees_le_meme_jour(a, b, noms, comment)
    return _d_un_autre_jour(a.naissance, b.naissance, noms)


def _du_meme_dossier(a: Personne, b: Personne, noms: _Noms) -> Rapprochement:
    autre_jour = None not in (a.naissance, b.naissance) and a.naissance != b.naissance
    if noms is _Noms.AUTRES and autre_jour and a.nom and b.nom:
        return Rapprochement(Lien.PROBABLE, "le même numéro de dossier, un autre nom et une autre naissance")
    return Rapprochement(Lien.MEME, "le même numéro de dossier")


def _sans_naissance(a: Personne, b: Personne, noms: _Noms, comment: str) -> Rapprochement:
    """Une des deux naissances n'est pas dite : le même nom ne suffit plus."""
    contraires = _contraires(a, b)
    if noms is _Noms.UNE_MOITIE:
        return SANS_RAPPORT
    if noms is _Noms.PAREILS and not contraires and _se_confirment(a, b):
        return Rapprochement(Lien.MEME, comment)
    raisons = filter(None, [comment, "une naissance n'est pas dite", *contraires])
    return Rapprochement(Lien.PROBABLE, enumerer(raisons))


def _nees_le_meme_jour(a: Personne, b: Personne, noms: _Noms, comment: str) -> Rapprochement:
    contraires = _contraires(a, b)
    if noms is _Noms.PAREILS and not contraires:
        return Rapprochement(Lien.MEME, comment)
    lien = Lien.DIFFERENT if noms is _Noms.UNE_MOITIE else Lien.PROBABLE
    return Rapprochement(lien, enumerer(filter(None, ["la même naissance", comment, *contraires])))


def _d_un_autre_jour(un: date, autre: date, noms: _Noms) -> Rapprochement:
    if noms is _Noms.PROCHES and _a_une_faute(un, autre):
        return Rapprochement(Lien.DIFFERENT, "un nom proche, une naissance proche")
    if noms is not _Noms.PAREILS:
        return SANS_RAPPORT
    if _a_une_faute(un, autre):
        return Rapprochement(Lien.PROBABLE, "la naissance est écrite autrement")
    return Rapprochement(Lien.DIFFERENT, "le même nom, une autre naissance")


def _contraires(a: Personne, b: Personne) -> list[str]:
    """Ce qui fait douter de deux fiches au même nom. Deux dossiers égaux ont déjà décidé."""
    autres = {"le numéro de dossier est autre": (a.dossier, b.dossier), "le sexe est autre": (a.sexe, b.sexe)}
    return [mots for mots, (un, autre) in autres.items() if un and autre and un != autre]


def _se_confirment(a: Personne, b: Personne) -> bool:
    """La même commune, le même code postal, téléphone ou courriel, à défaut de naissance."""
    return any(un and serrer(un) == serrer(autre) for un, autre in zip(a.reperes, b.reperes, strict=False))


def _noms(a: Personne, b: Personne) -> tuple[_Noms, str]:
    """Ce que leurs noms ont en commun, et comment le dire."""
    nom, prenom, autre_nom, autre_prenom = map(serrer, (a.nom, a.prenom, b.nom, b.prenom))
    if not (nom and prenom and autre_nom and autre_prenom):
        return _Noms.AUTRES, ""
    if (nom, prenom) == (autre_nom, autre_prenom):
        return _Noms.PAREILS, ""
    if nom + prenom in (autre_nom + autre_prenom, autre_prenom + autre_nom) or _mots(a) == _mots(b):
        return _Noms.PAREILS, "le nom et le prénom sont inversés"
    for autres in ((b.nom, b.prenom), (b.prenom, b.nom)):
        ecarts = [_ecart(a.nom, autres[0]), _ecart(a.prenom, autres[1])]
        if None not in ecarts:
            return _Noms.PROCHES, enumerer(dict.fromkeys(ecart for ecart in ecarts if ecart))
    moitie = _moitie(a, b)
    return (_Noms.UNE_MOITIE, moitie) if moitie else (_Noms.AUTRES, "")


def _moitie(a: Personne, b: Personne) -> str:
    """Le nom ou le prénom, que le reste n'accompagne pas ; vide : ni l'un ni l'autre."""
    if serrer(a.nom) == serrer(b.nom):
        return "le même nom, un autre prénom"
    if serrer(a.prenom) == serrer(b.prenom):
        return "le même prénom, un autre nom"
    est_proche = _ecart(a.nom, b.nom) is not None and serrer(a.prenom)[0] == serrer(b.prenom)[0]
    return "un nom proche, un autre prénom de même initiale" if est_proche else ""


def _mots(qui: Personne) -> list[str]:
    return sorted(cle_de_texte(f"{qui.nom} {qui.prenom}").split())


def _sans_particules(nom: str) -> list[str]:
    return [mot for mot in cle_de_texte(nom).split() if not _PARTICULE.fullmatch(mot)]


def _ecart(un: str, autre: str) -> str | None:
    """Ce qui sépare deux écritures d'un nom, ou d'un prénom : rien, peu (en mots), ou trop (`None`)."""
    if serrer(un) == serrer(autre):
        return ""
    mots, siens = _sans_particules(un), _sans_particules(autre)
    if mots and "".join(mots) == "".join(siens):
        return "une particule manque"
    if mots and siens and (_est_une_moitie(mots, siens) or _est_une_moitie(siens, mots)):
        return "un nom composé n'est écrit qu'à moitié"
    return "une lettre change" if _a_une_lettre(serrer(un), serrer(autre)) else None


def _est_une_moitie(mots: list[str], siens: list[str]) -> bool:
    """« NGUESSAN » de « Lefèvre-N'Guessan » aussi : l'apostrophe coupe un nom, ou pas."""
    return set(mots) <= set(siens) or "".join(mots) in {a + b for a, b in pairwise(siens)}


def _a_une_lettre(a: str, b: str) -> bool:
    """Une lettre en plus, en moins, changée, ou deux voisines échangées."""
    if min(len(a), len(b)) < COURT or abs(len(a) - len(b)) > 1:
        return False
    a, b = _sans_debut_commun(a, b)
    a, b = _sans_debut_commun(a[::-1], b[::-1])
    return max(len(a), len(b)) <= 1 or (len(a) == 2 and a == b[::-1])


def _sans_debut_commun(a: str, b: str) -> tuple[str, str]:
    debut = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[debut:], b[debut:]


def _a_une_faute(un: date, autre: date) -> bool:
    """Le jour et le mois échangés, ou un seul chiffre qui change."""
    if (un.year, un.month, un.day) == (autre.year, autre.day, autre.month):
        return True
    return sum(x != y for x, y in zip(f"{un:%d%m%Y}", f"{autre:%d%m%Y}", strict=True)) == 1


def cles(qui: Personne) -> list[str]:
    """Où ranger une personne pour retrouver celles qu'il faut lui comparer : deux personnes que `comparer` rapproche
    par leur nom ont une clé en commun. La première lettre dit ce que vaut la clé : « = » pour les mêmes lettres."""
    nom, prenom, mots = serrer(qui.nom), serrer(qui.prenom), _mots(qui)
    if not (nom and prenom):
        return []
    cles = {f"={nom}{prenom}", f"={prenom}{nom}"}
    if len(mots) > 2:
        cles.add(f"={' '.join(mots)}")
    if qui.naissance is not None:
        cles |= {f"{qui.naissance} {mot}" for mot in (nom, prenom, prenom[0])}
    premier = _squelette((_sans_particules(qui.prenom) or [prenom])[0])
    cles |= {" ".join(sorted((premier, _squelette(mot)))) for mot in _sans_particules(qui.nom) or [nom]}
    return sorted(cles)


def _squelette(mot: str) -> str:
    """Les consonnes, sans répétition : ce qu'une faute change le moins."""
    return _REPETEE.sub(r"\1", _SONORES.sub("", mot)) or mot[:1]


P = TypeVar("P", bound=Any)


def ressemblantes(qui: Personne, parmi: Iterable[P]) -> list[tuple[P, Rapprochement]]:
    """Celles de ces fiches qui sont, ou pourraient être, cette personne ; les plus sûres d'abord."""
    lues = [(fiche, comparer(qui, fiche.dite())) for fiche in parmi]
    return sorted((lue for lue in lues if lue[1].lien or lue[1].raison), key=lambda lue: -lue[1].lien)
