"""Lire un fichier de l'annuaire, quelle que soit sa forme : CSV, classeur, JSON (liste, export, GeoJSON, fixtures)."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clauses.fond.annuaire.imports.colonnes import TOUS_LES_INTITULES
from clauses.fond.annuaire.imports.fiches_json import fiches_du_json
from clauses.fond.annuaire.imports.lieux import Communes
from clauses.fond.annuaire.imports.reconnaitre import Ligne, Table, est_un_complement, reconnaitre
from clauses.fond.socle import a_part
from clauses.fond.socle.imports.rapport import RIEN
from clauses.fond.socle.lecture import FichierIllisible, Tableau, lire_tableau
from clauses.fond.socle.valeurs import lire_oui_non
from clauses.fond.socle.valeurs.erreurs import CelluleInvalide
from clauses.fond.structures.models import Nature
from regles.typographie import enumerer, typographie

_LIEUX = {"siret", "code_postal", "commune", "finess", "code_insee", "position", "latitude", "adresse"}
_ANNEE = re.compile(r"(?<!\d)(20[0-4]\d)(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?)?(?!\d)")


class Genre(enum.Enum):
    """Ce que le fichier apporte."""

    STRUCTURES = "structures"
    CONVENTIONS = "conventions"
    ANNEXES = "annexes"


@dataclass(frozen=True)
class LigneBrute:
    """Une ligne : son numéro (dans le tableur, ou son rang dans le JSON), nos champs, et pourquoi elle est douteuse.
    `cases` : ce qu'elle écrit, colonne par colonne ; `place` : parmi les lignes, une antenne en a une à elle."""

    numero: int
    champs: dict[str, object]
    anomalie: str = ""
    cases: tuple[object, ...] = ()
    place: int = 0


@dataclass(frozen=True)
class Fichier:
    """Un fichier lu. `intitules` : ses colonnes ; `colonnes` : {champ: la colonne lue}. `millesime` : la date que dit
    son nom ; `nature` : celle de toutes ses lignes, s'il la dit."""

    nom: str
    genre: Genre
    lignes: Sequence[LigneBrute]
    colonnes: Mapping[str, str]
    intitules: Sequence[str]
    millesime: date | None
    nature: Nature | None
    avertissements: tuple[str, ...] = ()

    @property
    def a_des_noms(self) -> bool:
        return "nom" in self.colonnes


def lire(chemin: Path, communes: Communes | None = None, choisies: Mapping[str, str] = RIEN) -> Fichier:
    """Le fichier lu en entier. `communes` : de quoi reconnaître les leurs ; `choisies` : {champ: la colonne à lire ;
    vide, aucune}. Lève `FichierIllisible` s'il n'est pas lisible, ou s'il ne liste pas des structures."""
    table = _lire_json(chemin) if _est_du_json(chemin) else _lire_tableau(chemin)
    reconnues = reconnaitre(table, communes or Communes(()), choisies)
    brutes = (
        LigneBrute(numero, reconnues.lire(cellules), anomalie, tuple(map(cellules.get, table.intitules)), place)
        for place, (numero, cellules, anomalie) in enumerate(table.lignes)
    )
    return Fichier(
        chemin.name,
        _genre(reconnues.champs, table),
        [brute for brute in brutes if not _est_a_ignorer(brute)],
        reconnues.colonnes,
        list(table.intitules.values()),
        millesime_du_nom(chemin.name),
        reconnues.nature,
        tuple(map(typographie, (*table.avertissements, *reconnues.phrases))),
    )


def millesime_du_nom(nom: str) -> date | None:
    """Le premier jour de la période nommée : « siae_2020-12.csv » → 1er décembre 2020."""
    trouve = _ANNEE.search(nom)
    if trouve is None:
        return None
    try:
        return date(int(trouve[1]), int(trouve[2] or 1), int(trouve[3] or 1))
    except ValueError:
        return date(int(trouve[1]), int(trouve[2] or 1), 1)


def _genre(champs: set[str], table: Table) -> Genre:
    """Un SIRET suffit à une liste de structures ; sans lui, un nom et un lieu."""
    if est_un_complement(champs):
        return Genre.ANNEXES if "annexe_de" in champs else Genre.CONVENTIONS
    if "siret" in champs or ("nom" in champs and champs & _LIEUX):
        return Genre.STRUCTURES
    connues = enumerer(f"« {intitule} »" for intitule in table.intitules.values())
    raise table.refus or FichierIllisible(
        table.nom,
        "ce n'est pas une liste de structures : il faut un SIRET, ou un nom et un lieu (commune, adresse…).",
        f"Dire la colonne que l'on n'a pas reconnue (--colonne nom=…), parmi celles du fichier : {connues}.",
    )


def _est_a_ignorer(brute: LigneBrute) -> bool:
    """Une ligne d'exemple ou d'aide, marquée comme telle par le modèle du fichier."""
    try:
        return bool(lire_oui_non(brute.champs.get("ignorer")))
    except CelluleInvalide:
        return False


def _lire_tableau(chemin: Path) -> Table:
    refus: FichierIllisible | None = None
    try:
        tableau = lire_tableau(chemin, entetes_facultatives=TOUS_LES_INTITULES, doubles_permis=True)
    except FichierIllisible as premier:
        refus = premier
        tableau = _sans_intitule_connu(chemin, premier)
    lignes = [(ligne.numero, ligne.cellules, ligne.anomalie or "") for ligne in tableau]
    intitules = {nom: ecrit or nom for nom, ecrit in zip(tableau.entetes, tableau.intitules, strict=True)}
    return Table(chemin.name, intitules, lignes, tableau.avertissements, tableau.feuille or "", refus)


def _sans_intitule_connu(chemin: Path, refus: FichierIllisible) -> Tableau:
    """Aucun intitulé n'est le nôtre : le tableau se lit quand même, et ses colonnes se devinent."""
    try:
        return lire_tableau(chemin, doubles_permis=True)
    except FichierIllisible:
        raise refus from None


def _est_du_json(chemin: Path) -> bool:
    if not chemin.is_file():
        raise FichierIllisible(chemin.name, "le fichier n'existe pas.", "Vérifier son chemin.")
    with chemin.open("rb") as flux:
        debut = flux.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return debut[:1] in (b"{", b"[")


def _lire_json(chemin: Path) -> Table:
    attendus = (FichierIllisible,)
    fiches, avertissements = a_part.lire(
        fiches_du_json, chemin, chemin.name, nom=chemin.name, refuser=FichierIllisible, attendus=attendus
    )
    lignes: list[Ligne] = [(rang, fiche, "") for rang, fiche in fiches]
    noms = dict.fromkeys(nom for _, fiche, _ in lignes for nom in fiche)
    return Table(chemin.name, {nom: nom for nom in noms}, lignes, avertissements)
