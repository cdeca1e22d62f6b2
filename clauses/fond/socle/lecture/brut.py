"""Ce que lit le processus à part : d'un fichier à ses rangées, sans rien savoir de leur sens.

Commencer par `lire`, que seul `tableau.lire_tableau` fait exécuter.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import BinaryIO, NamedTuple

from . import classeur as _classeur
from . import erreurs_de_calcul as _calculs
from . import texte as _texte
from .entetes import LIGNES_EXPLOREES, Attentes
from .erreurs import FichierIllisible
from .nature import Nature, reconnaitre

SANS_ERREURS = (
    "Dans ce format, une case que le tableur n'a pas su calculer (#REF!, #N/A…) paraît vide : enregistrer le classeur "
    "en .xlsx pour qu'elle soit vue."
)
_PAQUET = 500  # rangées dites d'un coup
Rangees = Callable[[], Iterator[Sequence[object]]]


class Bornes(NamedTuple):
    """Lignes sous l'en-tête ; octets du fichier, et une fois décompressé."""

    lignes: int
    taille: int
    decompresse: int


class EnTete(NamedTuple):
    """Ce qui précède les rangées."""

    nature: Nature
    feuille: str | None
    avertissements: tuple[str, ...]


def lire(
    flux: BinaryIO, nom: str, feuille: str | None, attentes: Attentes, bornes: Bornes
) -> Iterator[EnTete | list[Sequence[object]]]:
    """L'en-tête, puis les rangées du fichier depuis la première, par paquets. Lève `FichierIllisible`."""
    en_tete, rangees = ouvrir(flux, nom, feuille, attentes, bornes)
    yield en_tete
    lues = _bornees(rangees(), bornes.lignes + LIGNES_EXPLOREES + 1)
    while paquet := list(islice(lues, _PAQUET)):
        yield paquet


def ouvrir(flux: BinaryIO, nom: str, feuille: str | None, attentes: Attentes, bornes: Bornes) -> tuple[EnTete, Rangees]:
    """L'en-tête, et de quoi parcourir les rangées, une fois ou plus. Lève `FichierIllisible`."""
    _verifier_taille(flux, nom, bornes.taille)
    nature = reconnaitre(flux, nom, taille_decompressee_max=bornes.decompresse)
    if nature is Nature.TEXTE:
        ecriture = _texte.deviner(flux, nom, attentes)
        return EnTete(nature, None, ecriture.avertissements), partial(_texte.lignes, flux, ecriture, nom)
    classeur = _classeur.ouvrir(flux, nom)
    choisie = _classeur.choisir_feuille(classeur, feuille, attentes, nom)
    if choisie.total_height > bornes.lignes + LIGNES_EXPLOREES:
        raise trop_de_lignes(nom, bornes.lignes)
    avis = () if feuille is not None else _classeur.feuilles_non_lues(classeur, choisie, attentes, nom)
    en_tete = EnTete(nature, choisie.name, avis if _calculs.se_voient(flux) else (*avis, SANS_ERREURS))
    erreurs = _calculs.cases_en_erreur(flux, choisie.name)
    return en_tete, partial(_calculs.avec_erreurs, choisie, erreurs) if erreurs else choisie.iter_rows


def _bornees(rangees: Iterator[Sequence[object]], pleines: int) -> Iterator[Sequence[object]]:
    """Les rangées, vides comprises ; une pleine de trop suffit à ce que le tableau se dise trop long."""
    for rangee in rangees:
        yield rangee
        pleines -= any(rangee)
        if not pleines:
            return


def _verifier_taille(flux: BinaryIO, nom: str, taille_max: int) -> None:
    taille = flux.seek(0, 2)
    if taille > taille_max:
        raise FichierIllisible(
            nom,
            f"le fichier pèse {taille // 1_000_000} Mo (maximum {taille_max // 1_000_000} Mo).",
            "Le découper en plusieurs fichiers.",
        )


def trop_de_lignes(nom: str, maximum: int) -> FichierIllisible:
    return FichierIllisible(nom, f"le tableau a plus de {maximum} lignes.", "Le découper en plusieurs fichiers.")
