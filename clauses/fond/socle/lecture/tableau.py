"""Ouvrir un tableau et en parcourir les lignes, sans le charger tout entier en objets Python."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from clauses.fond.socle import a_part
from regles.typographie import typographie

from . import brut
from . import gardees as _gardees
from .brut import Bornes, Rangees, trop_de_lignes
from .entetes import LIGNES_EXPLOREES, Attentes, Entetes, trouver
from .erreurs import FichierIllisible
from .nature import Nature

LIGNES_MAX = 200_000
TAILLE_MAX = 200_000_000
TAILLE_DECOMPRESSEE_MAX = 1_000_000_000
_EXTENSIONS_CLASSEUR = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_EXTENSIONS_TEXTE = (".csv", ".tsv", ".txt")


class Ligne(NamedTuple):
    """Une ligne du tableau.

    `numero` : son numéro dans le tableur (la première ligne du fichier est 1).
    `cellules` : intitulé → valeur brute (texte, nombre, date, « » si vide) ; à passer aux lecteurs de
    `clauses.fond.socle.valeurs`. `anomalie` : pourquoi la ligne entière est douteuse, à refuser telle quelle.
    """

    numero: int
    cellules: dict[str, object]
    anomalie: str | None = None


@dataclass(frozen=True)
class Tableau:
    """Un tableau reconnu ; on en parcourt les lignes autant de fois qu'on veut. `entetes` : la clé de chaque colonne
    dans `Ligne.cellules` ; `intitules` : ce que le fichier y écrit."""

    nom_fichier: str
    feuille: str | None
    entetes: tuple[str, ...]
    intitules: tuple[str, ...]
    ligne_entetes: int
    avertissements: tuple[str, ...]
    lignes_max: int
    _rangees: Rangees
    _largeur_stricte: bool
    _cases: _gardees.Cases | None = None

    def a_garder(self) -> bytes:
        """De quoi reprendre ces cases sans rouvrir le classeur ; vide pour un texte, qui se relit aussi vite."""
        return self._cases.en_octets() if self._cases else b""

    def __iter__(self) -> Iterator[Ligne]:
        """Les lignes non vides sous l'en-tête ; `FichierIllisible` au-delà de `lignes_max`."""
        noms, largeur = self.entetes, len(self.entetes)
        depart = self.ligne_entetes
        restantes = self.lignes_max
        for numero, rangee in enumerate(islice(self._rangees(), depart, None), depart + 1):
            if _est_blanche(rangee):
                continue
            restantes -= 1
            if restantes < 0:
                raise trop_de_lignes(self.nom_fichier, self.lignes_max)
            # Sans « strict » : une ligne peut être plus courte ou plus longue que l'en-tête.
            cellules = dict(zip(noms, rangee, strict=False))
            if len(rangee) == largeur or not self._largeur_stricte:
                yield Ligne(numero, cellules)
            else:
                yield Ligne(numero, cellules, _ajuster(cellules, noms, rangee))


def _ajuster(cellules: dict[str, object], noms: Sequence[str], rangee: Sequence[object]) -> str | None:
    """Complète une ligne de texte trop courte ; dit l'anomalie d'une ligne trop longue."""
    for nom in noms[len(rangee) :]:
        cellules[nom] = ""
    if not any(rangee[len(noms) :]):
        return None
    return typographie(
        f"La ligne a {len(rangee)} cases pour {len(noms)} colonnes : "
        "un séparateur est sans doute resté dans un texte non entouré de guillemets."
    )


def _est_blanche(rangee: Sequence[object]) -> bool:
    for cellule in rangee:  # noqa: SIM110 — s'arrête au premier contenu, sans générateur : c'est chaque ligne
        if cellule != "" and (type(cellule) is not str or not cellule.isspace()):
            return False
    return True


def lire_tableau(
    source: a_part.Source,
    *,
    nom_fichier: str | None = None,
    feuille: str | None = None,
    entetes_attendues: Sequence[str] = (),
    entetes_facultatives: Sequence[str] = (),
    synonymes: Mapping[str, Sequence[str]] | None = None,
    lignes_max: int = LIGNES_MAX,
    taille_max: int = TAILLE_MAX,
    taille_decompressee_max: int = TAILLE_DECOMPRESSEE_MAX,
    gardees: bytes | None = None,
    doubles_permis: bool = False,
) -> Tableau:
    """Reconnaît un tableau (XLSX, XLS, ODS, CSV) et sa ligne d'en-tête, et le lit, dans un processus à part.

    `source` : chemin, octets ou fichier binaire ouvert (laissé ouvert). Les intitulés sont rapprochés sans
    tenir compte de la casse, des accents, des apostrophes ni des espaces ; les cellules sont rendues sous
    le nom attendu. Tailles en octets. `gardees`, pour qui garde les cases : ce que `Tableau.a_garder` a rendu, ou rien
    encore. `doubles_permis` : voir `Attentes`. Lève `FichierIllisible` pour tout ce qui empêche de lire.
    """
    nom = nom_fichier or Path(getattr(source, "name", None) or str(source)).name
    attentes = Attentes(entetes_attendues, entetes_facultatives, synonymes or {}, doubles_permis)
    cle = "" if gardees is None else _cle(source, nom, attentes, feuille)
    if gardees and (cases := _gardees.reprendre(gardees, cle)):
        contenu = _contenu_de_cases(cases)
    else:
        bornes = Bornes(lignes_max, taille_max, taille_decompressee_max)
        contenu = _lu_a_part(source, nom, feuille, attentes, bornes)
        contenu = _serrer(contenu, cle) if cle and contenu.nature is Nature.CLASSEUR else contenu
    return _tableau(contenu, attentes, nom, lignes_max)


def lire_sur_place(flux: BinaryIO, nom: str, bornes: Bornes) -> Tableau:
    """Le même, pour une lecture qui est déjà à part : rien n'en est gardé, le fichier se relit à chaque parcours."""
    attentes = Attentes()
    en_tete, rangees = brut.ouvrir(flux, nom, None, attentes, bornes)
    return _tableau(
        _Contenu(en_tete.nature, en_tete.feuille, rangees, en_tete.avertissements), attentes, nom, bornes.lignes
    )


def _tableau(contenu: "_Contenu", attentes: Attentes, nom: str, lignes_max: int) -> Tableau:
    entetes: Entetes = _entetes(contenu, attentes, nom)
    avertissements = (*_avis_extension(nom, contenu.nature), *contenu.avertissements, *entetes.avertissements)
    return Tableau(
        nom_fichier=nom,
        feuille=contenu.feuille,
        entetes=entetes.noms,
        intitules=entetes.intitules,
        ligne_entetes=entetes.rang + 1,
        avertissements=tuple(map(typographie, avertissements)),
        lignes_max=lignes_max,
        _rangees=contenu.rangees,
        _largeur_stricte=contenu.nature is Nature.TEXTE,
        _cases=contenu.cases,
    )


def _cle(source: a_part.Source, nom: str, attentes: Attentes, feuille: str | None) -> str:
    with a_part.ouvert(source, nom, FichierIllisible) as flux:
        return _gardees.cle_de(flux, attentes, feuille)


@dataclass(frozen=True)
class _Contenu:
    """Ce qui, d'un classeur ou d'un texte, se parcourt de la même façon."""

    nature: Nature
    feuille: str | None
    rangees: Rangees
    avertissements: tuple[str, ...] = ()
    cases: _gardees.Cases | None = None

    @property
    def premieres(self) -> Sequence[Sequence[object]]:
        return list(islice(self.rangees(), LIGNES_EXPLOREES))


def _lu_a_part(source: a_part.Source, nom: str, feuille: str | None, attentes: Attentes, bornes: Bornes) -> _Contenu:
    recueil: a_part.Recueil[Any] = a_part.parcourir(
        brut.lire,
        source,
        nom,
        feuille,
        attentes,
        bornes,
        nom=nom,
        refuser=FichierIllisible,
        attendus=(FichierIllisible,),
    )
    en_tete: brut.EnTete = next(iter(recueil))
    return _Contenu(en_tete.nature, en_tete.feuille, partial(_rangees, recueil), en_tete.avertissements)


def _rangees(recueil: a_part.Recueil[Any]) -> Iterator[Sequence[object]]:
    return chain.from_iterable(islice(recueil, 1, None))


def _serrer(contenu: _Contenu, cle: str) -> _Contenu:
    serrees = _contenu_de_cases(_gardees.serrer(cle, contenu.feuille or "", contenu.rangees()))
    return replace(serrees, avertissements=contenu.avertissements)


def _contenu_de_cases(cases: _gardees.Cases) -> _Contenu:
    return _Contenu(Nature.CLASSEUR, cases.feuille, cases.rangees, cases=cases)


def _entetes(contenu: _Contenu, attentes: Attentes, nom: str) -> Entetes:
    """L'en-tête ; du texte sans colonnes, nommé « .xlsx », n'est pas un tableau mal fait, c'est un autre fichier."""
    premieres = contenu.premieres
    try:
        return trouver(premieres, attentes, nom)
    except FichierIllisible as refus:
        sans_colonnes = all(len(ligne) <= 1 for ligne in premieres)
        if contenu.nature is Nature.TEXTE and sans_colonnes and Path(nom).suffix.lower() in _EXTENSIONS_CLASSEUR:
            remede = "Vérifier qu'il s'agit du bon fichier, ou l'enregistrer de nouveau depuis un tableur."
            raise FichierIllisible(nom, "ce n'est pas un classeur, malgré son nom.", remede) from refus
        raise


def _avis_extension(nom: str, nature: Nature) -> tuple[str, ...]:
    extension = Path(nom).suffix.lower()
    if nature is Nature.TEXTE and extension in _EXTENSIONS_CLASSEUR:
        return (f"Le fichier porte l'extension {extension} mais contient du texte séparé (CSV) ; lu comme tel.",)
    if nature is Nature.CLASSEUR and extension in _EXTENSIONS_TEXTE:
        return (f"Le fichier porte l'extension {extension} mais contient un classeur ; lu comme tel.",)
    return ()
