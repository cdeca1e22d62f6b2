"""Les fiches d'un JSON de l'annuaire (liste, export, GeoJSON, fixtures), chacune à plat. Lu à part : rien de Django."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from clauses.fond.annuaire.imports.colonnes import est_rien
from clauses.fond.socle.lecture import FichierIllisible

TAILLE_MAX = 200_000_000
_ENVELOPPES = ("results", "data", "items", "records", "features", "structures", "resultats")


def fiches_du_json(flux: BinaryIO, nom: str) -> tuple[list[tuple[int, dict[str, object]]], tuple[str, ...]]:
    """(rang, fiche) de chacune, et ce qu'il a fallu deviner. Lève `FichierIllisible`."""
    octets = flux.read(TAILLE_MAX + 1)
    if len(octets) > TAILLE_MAX:
        raise FichierIllisible(nom, f"le fichier dépasse {TAILLE_MAX // 1_000_000} Mo.", "Le découper.")
    avertissements: tuple[str, ...] = ()
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
        avertissements = ("Le texte n'est pas en UTF-8 ; relu comme venant de Windows.",)
    objets = [objet for objet in _liste(_decoder(texte, nom)) if isinstance(objet, dict)]
    fiches = [(rang, fiche) for rang, objet in enumerate(objets, 1) for fiche in _fiches(objet)]
    if not fiches:
        raise FichierIllisible(nom, "ce fichier JSON ne contient aucune fiche.", "Vérifier le fichier.")
    return fiches, avertissements


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
