"""Lire un fichier de l'annuaire, quelle que soit sa forme : CSV, classeur, JSON (liste, export, GeoJSON, fixtures)."""

import enum
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clauses.fond.annuaire.imports.colonnes import TOUS_LES_INTITULES, est_rien
from clauses.fond.annuaire.imports.lieux import Communes
from clauses.fond.annuaire.imports.reconnaitre import Ligne, Table, est_un_complement, reconnaitre
from clauses.fond.socle.imports.rapport import RIEN
from clauses.fond.socle.lecture import FichierIllisible, Tableau, lire_tableau
from clauses.fond.socle.valeurs import lire_oui_non
from clauses.fond.socle.valeurs.erreurs import CelluleInvalide
from clauses.fond.structures.models import Nature
from regles.typographie import enumerer, typographie

TAILLE_MAX = 200_000_000
_ENVELOPPES = ("results", "data", "items", "records", "features", "structures", "resultats")
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
    if chemin.stat().st_size > TAILLE_MAX:
        raise FichierIllisible(chemin.name, f"le fichier dépasse {TAILLE_MAX // 1_000_000} Mo.", "Le découper.")
    octets = chemin.read_bytes()
    avertissements: list[str] = []
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
        avertissements.append("Le texte n'est pas en UTF-8 ; relu comme venant de Windows.")
    objets = [objet for objet in _liste(_decoder(texte, chemin.name)) if isinstance(objet, dict)]
    lignes: list[Ligne] = []
    for rang, objet in enumerate(objets, 1):
        lignes += [(rang, fiche, "") for fiche in _fiches(objet)]
    if not lignes:
        raise FichierIllisible(chemin.name, "ce fichier JSON ne contient aucune fiche.", "Vérifier le fichier.")
    noms = dict.fromkeys(nom for _, fiche, _ in lignes for nom in fiche)
    return Table(chemin.name, {nom: nom for nom in noms}, lignes, tuple(avertissements))


def _decoder(texte: str, nom: str) -> Any:
    try:
        return json.loads(texte)
    except ValueError as erreur:
        try:  # un objet par ligne
            return [json.loads(ligne) for ligne in texte.splitlines() if ligne.strip()]
        except ValueError:
            raise FichierIllisible(
                nom, "le texte JSON est mal formé (fichier tronqué ?).", "Télécharger de nouveau le fichier."
            ) from erreur
    except RecursionError as erreur:
        raise FichierIllisible(nom, "le texte JSON est imbriqué sans fin.", "Vérifier le fichier.") from erreur


def _liste(contenu: Any) -> list[Any]:
    if isinstance(contenu, list):
        return contenu
    if isinstance(contenu, dict):
        return next((contenu[cle] for cle in _ENVELOPPES if isinstance(contenu.get(cle), list)), [contenu])
    return []


def _fiches(objet: dict[str, Any]) -> Iterator[dict[str, object]]:
    """La fiche à plat, puis ses antennes : d'autres sites de la même structure, chacun avec son lieu et son SIRET."""
    plat = _aplatir(objet)
    antennes = next((plat.pop(cle) for cle in ("antennes", "etablissements") if isinstance(plat.get(cle), list)), [])
    yield plat
    for antenne in antennes if isinstance(antennes, list) else []:
        if isinstance(antenne, dict):
            propre = {cle: valeur for cle, valeur in _aplatir(antenne).items() if not est_rien(valeur)}
            communs = {cle: plat[cle] for cle in plat if cle in ("kind", "type", "nature", "typologie")}
            mere = str(plat.get("nom") or plat.get("name") or "")
            nom = str(propre.get("nom") or propre.get("name") or "antenne")
            yield {**communs, **propre, "nom": f"{mere} ({nom})" if mere else nom, "gestionnaire": mere}


def _aplatir(objet: dict[str, Any]) -> dict[str, object]:
    """Les champs d'une fixture (`fields`), d'un GeoJSON (`properties`) ou d'un portail (`record`), à plat."""
    plat = {cle: valeur for cle, valeur in objet.items() if cle not in ("fields", "properties", "geometry", "record")}
    for enveloppe in ("record", "fields", "properties"):
        if isinstance(objet.get(enveloppe), dict):
            plat |= _aplatir(objet[enveloppe])
    geometrie = objet.get("geometry")
    if isinstance(geometrie, dict) and geometrie.get("type") == "Point":
        plat.pop("type", None)
        plat["longitude"], plat["latitude"] = (geometrie.get("coordinates") or [None, None])[:2]
    return {cle: _en_cellule(cle, valeur) for cle, valeur in plat.items()}


def _en_cellule(cle: str, valeur: Any) -> Any:
    """Une liste de textes devient un texte à points-virgules ; une position {lat, lon}, « lat, lon »."""
    if isinstance(valeur, dict) and {"lat", "lon"} <= set(valeur):
        return f"{valeur['lat']}, {valeur['lon']}"
    if isinstance(valeur, list) and cle not in ("antennes", "etablissements"):
        return " ; ".join(str(v.get("name") or v.get("nom") or "") if isinstance(v, dict) else str(v) for v in valeur)
    return valeur
