"""Rapprocher : quelles lignes sont la même structure, et laquelle l'annuaire connaît déjà."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from clauses.fond.annuaire.imports.identite import cle_de, cle_de_lieu, cle_de_nom
from clauses.fond.annuaire.imports.verifier import Candidat
from clauses.fond.annuaire.models import Fournisseur

# Ce qu'une source dit d'une structure ; le lieu et sa position vont ensemble.
SIMPLES = (
    "siret",
    "finess",
    "nom",
    "enseigne",
    "gestionnaire",
    "naf",
    "site",
    "courriel",
    "telephone",
    "capacite",
    "effectif",
    "convention_fin",
)
LIEU = ("adresse", "code_postal", "commune", "departement")
POSITION = ("latitude", "longitude", "position")
ECRITS = (
    *SIMPLES,
    *LIEU,
    *POSITION,
    "secteurs",
    "origine_secteurs",
    "actif",
    "source",
    "millesime",
    "convention",
    "cle",
)
_RANG_DES_SECTEURS = {"": 0, "nom": 1, "naf": 2, "declare": 3}
_RANG_DES_POSITIONS = {"": 0, "commune": 1, "source": 2}


@dataclass
class Groupe:
    """Les lignes d'un fichier qui sont une même structure : la première l'emporte, les autres la complètent."""

    premier: Candidat
    autres: list[Candidat] = field(default_factory=list)


def regrouper(candidats: Iterable[Candidat]) -> list[Groupe]:
    """Les candidats du fichier, réunis par établissement, nature et lieu."""
    groupes: dict[str, Groupe] = {}
    for candidat in candidats:
        cle = cle_de(candidat.fiche)
        if cle in groupes:
            groupes[cle].autres.append(candidat)
            completer(groupes[cle].premier.fiche, candidat.fiche)
        else:
            groupes[cle] = Groupe(candidat)
    return list(groupes.values())


def meme_lieu(une: Fournisseur, autre: Fournisseur) -> bool:
    if une.code_postal and une.code_postal == autre.code_postal:
        return True
    memes_noms = cle_de_lieu(une.commune) == cle_de_lieu(autre.commune)
    return memes_noms and bool(une.commune) and une.code_postal[:2] == autre.code_postal[:2]


class Annuaire:
    """L'annuaire connu, cherchable par FINESS, SIRET ou nom. Tient compte de ce que le chargement y ajoute."""

    def __init__(self, fiches: Iterable[Fournisseur]) -> None:
        self.par_finess: dict[tuple[str, str], Fournisseur] = {}
        self.par_siret: dict[tuple[str, str], list[Fournisseur]] = defaultdict(list)
        self._par_siren: dict[tuple[str, str], list[Fournisseur]] = defaultdict(list)
        self.par_nom: dict[tuple[str, str], list[Fournisseur]] = defaultdict(list)
        self.par_cle: dict[str, Fournisseur] = {}
        for fiche in fiches:
            self.ajouter(fiche)

    def ajouter(self, fiche: Fournisseur) -> None:
        self.par_cle[fiche.cle] = fiche
        if fiche.finess:
            self.par_finess[fiche.finess, fiche.nature] = fiche
        if fiche.siret:
            self.par_siret[fiche.siret, fiche.nature].append(fiche)
            self._par_siren[fiche.siret[:9], fiche.nature].append(fiche)
        self.par_nom[cle_de_nom(fiche.nom), fiche.nature].append(fiche)

    def trouver(self, lue: Fournisseur, *, seule: bool, unique: bool = False) -> Fournisseur | None:
        """La fiche connue qui est la même structure. `seule` : le fichier n'a qu'un site de ce SIRET, donc un
        seul site connu est le même, même s'il a déménagé ; `unique` : qu'un site de cette entreprise (SIREN)."""
        if lue.finess and (connue := self.par_finess.get((lue.finess, lue.nature))):
            return connue
        connue = self.par_cle.get(cle_de(lue))
        if connue is not None and not (lue.code_postal or lue.commune or connue.code_postal or connue.commune):
            return connue  # sans lieu ni d'un côté ni de l'autre : la clé seule les rapproche
        memes = [f for f in self.par_siret.get((lue.siret, lue.nature), []) if lue.siret and _compatibles(f, lue)]
        ici = [f for f in memes if meme_lieu(f, lue)]
        if memes:
            return ici[0] if ici else memes[0] if seule and len(memes) == 1 else None
        homonymes = [
            f
            for f in self.par_nom.get((cle_de_nom(lue.nom), lue.nature), [])
            if (not f.siret or not lue.siret) and _compatibles(f, lue) and meme_lieu(f, lue)
        ]
        if homonymes:
            return homonymes[0] if len(homonymes) == 1 else None
        autre = self.autre_etablissement(lue) if unique else None
        meme_nom = autre is not None and cle_de_nom(autre.nom) == cle_de_nom(lue.nom)
        return autre if autre is not None and meme_nom and meme_lieu(autre, lue) else None

    def autre_etablissement(self, lue: Fournisseur) -> Fournisseur | None:
        """Le seul site connu de la même entreprise (SIREN) et de la même nature, s'il est d'un autre SIRET."""
        memes = self._par_siren.get((lue.siret[:9], lue.nature), []) if lue.siret else []
        seul = memes[0] if len(memes) == 1 else None
        return seul if seul is not None and seul.siret != lue.siret and _compatibles(seul, lue) else None

    def du_siret(self, siret: str, nature: str) -> list[Fournisseur]:
        """Les sites de ce SIRET et de cette nature ; à défaut, le seul site connu de la même entreprise (SIREN)."""
        if exactes := self.par_siret.get((siret, nature), []):
            return exactes
        memes = self._par_siren.get((siret[:9], nature), [])
        return memes if len(memes) == 1 else []


def _compatibles(une: Fournisseur, autre: Fournisseur) -> bool:
    """Deux numéros FINESS différents sont deux établissements."""
    return not une.finess or not autre.finess or une.finess == autre.finess


def completer(fiche: Fournisseur, autre: Fournisseur) -> None:
    """Prend à `autre` ce qui manque à `fiche`, sans rien remplacer ; son lieu, seulement si c'est le même."""
    for nom in SIMPLES:
        if getattr(fiche, nom) in (None, "") or (nom == "nom" and fiche.nom == nom_d_attente(fiche) and autre.nom):
            setattr(fiche, nom, getattr(autre, nom))
    if meme_lieu(fiche, autre) or not (fiche.code_postal or fiche.commune):
        for nom in LIEU:
            setattr(fiche, nom, getattr(fiche, nom) or getattr(autre, nom))
        _placer(fiche, autre, remplacer=False)
    _prendre_secteurs(fiche, autre, remplacer=False)


def fondre(connue: Fournisseur, lue: Fournisseur) -> list[str]:
    """Porte sur la fiche connue ce que dit la source lue ; rend les champs changés.

    Une source plus récente (ou la même) remplace ; une plus ancienne, ou une autre de même date, complète.
    Une case vide n'efface jamais rien.
    """
    return ce_qui_change(connue, lambda: _prendre(connue, lue) if _l_emporte(connue, lue) else completer(connue, lue))


def nom_d_attente(fiche: Fournisseur) -> str:
    """Le nom d'une structure dont on ne sait que le SIRET ; toute source qui la nomme le remplace."""
    return f"SIRET {fiche.siret}"


def ce_qui_change(fiche: Fournisseur, acte: Callable[[], None]) -> list[str]:
    """Joue l'acte ; rend les champs de la fiche qu'il a changés."""
    avant = {nom: _copie(getattr(fiche, nom)) for nom in ECRITS}
    acte()
    return [nom for nom in ECRITS if getattr(fiche, nom) != avant[nom]]


def _prendre(connue: Fournisseur, lue: Fournisseur) -> None:
    for nom in SIMPLES:
        if getattr(lue, nom) not in (None, ""):
            setattr(connue, nom, getattr(lue, nom))
    _prendre_lieu(connue, lue)
    _prendre_secteurs(connue, lue, remplacer=True)
    connue.actif, connue.source = lue.actif, lue.source
    connue.millesime = lue.millesime or connue.millesime


def _copie(valeur: Any) -> Any:
    return list(valeur) if isinstance(valeur, list) else valeur


def _l_emporte(connue: Fournisseur, lue: Fournisseur) -> bool:
    if connue.millesime == lue.millesime:
        return connue.source == lue.source
    return connue.millesime is None or (lue.millesime is not None and lue.millesime > connue.millesime)


def _prendre_lieu(connue: Fournisseur, lue: Fournisseur) -> None:
    """Le lieu de la source qui l'emporte. Une structure qui a déménagé perd son ancienne adresse et sa position."""
    if not (lue.code_postal or lue.commune):
        return
    if not meme_lieu(connue, lue):
        for nom in (*LIEU, *POSITION):
            setattr(connue, nom, getattr(lue, nom))
        return
    for nom in LIEU:
        setattr(connue, nom, getattr(lue, nom) or getattr(connue, nom))
    _placer(connue, lue, remplacer=True)


def _placer(fiche: Fournisseur, autre: Fournisseur, *, remplacer: bool) -> None:
    """Prend la position de l'autre si elle vaut mieux, ou autant quand sa source l'emporte."""
    sienne, la_mienne = _RANG_DES_POSITIONS[autre.position], _RANG_DES_POSITIONS[fiche.position]
    if sienne > la_mienne or (remplacer and sienne and sienne == la_mienne):
        fiche.latitude, fiche.longitude, fiche.position = autre.latitude, autre.longitude, autre.position


def _prendre_secteurs(fiche: Fournisseur, autre: Fournisseur, *, remplacer: bool) -> None:
    sien, le_mien = _RANG_DES_SECTEURS[autre.origine_secteurs], _RANG_DES_SECTEURS[fiche.origine_secteurs]
    if sien > le_mien or (remplacer and sien == le_mien and sien):
        fiche.secteurs, fiche.origine_secteurs = list(autre.secteurs), autre.origine_secteurs
