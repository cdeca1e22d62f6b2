"""Lire un champ sous tous ses noms (`noms`), et en tableau comme en arbre : `acheteur.id` ou `{"acheteur": {"id": …}}`.

Chaque enregistrement est ramené à un dictionnaire plat dont les clés sont celles de `noms.SYNONYMES`.
"""

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping

from clauses.fond.socle.valeurs import cle_de_texte

from .noms import ARBRES, MODIFICATION, cle_colonne, designe, role

Brut = dict[str, object]

_OUVRANTS = frozenset("[{ \t\r\n")
_RIENS = {
    "", "nc", "nan", "none", "null", "na", "n a", "nr", "nd", "non communique", "non renseigne", "inconnu",
    "mq", "manquant", "inx", "inexistant", "cdl",
}  # fmt: skip  # ce qu'on lit, puis les codes d'absence que des producteurs emploient d'un bout à l'autre d'un fichier


def est_rien(valeur: object) -> bool:
    """Une valeur absente, sous toutes les formes que lui donnent les producteurs (« NC », « nan », « <NA> »)."""
    if type(valeur) is str:
        return valeur == "" or (len(valeur) <= 20 and cle_de_texte(valeur) in _RIENS)
    if valeur is None or valeur in ([], {}):
        return True
    return type(valeur) is float and math.isnan(valeur)


def litteral(valeur: object) -> object:
    """Une liste ou un objet écrit comme du texte (JSON ou Python) dans une cellule, sinon la valeur."""
    if not isinstance(valeur, str) or valeur[0:1] not in _OUVRANTS:
        return valeur
    texte = valeur.strip()
    if texte[:1] not in ("[", "{") or texte[-1:] not in ("]", "}"):
        return valeur
    try:
        return json.loads(texte)
    except ValueError:
        pass
    try:
        return ast.literal_eval(re.sub(r"(?<=[\[,: ])nan(?=[\],}])", "None", texte))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return valeur


def aplatir(enregistrement: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Couples (clé normalisée, valeur) ; les objets imbriqués deviennent des clés composées."""
    for nom, valeur in enregistrement.items():
        cle = cle_colonne(str(nom))
        if valeur is None or valeur == "":
            yield cle, None
            continue
        lue = litteral(valeur)
        if isinstance(lue, dict) and cle not in ARBRES:
            for sous_cle, sous_valeur in aplatir(lue):
                yield cle + sous_cle, sous_valeur
        else:
            yield cle, lue


def deballer(enregistrement: Mapping[str, object]) -> Mapping[str, object]:
    """L'enregistrement, sorti de l'enveloppe où un portail le met."""
    for enveloppe in ("fields", "properties", "record"):
        dedans = enregistrement.get(enveloppe)
        if isinstance(dedans, dict) and "objet" not in enregistrement:
            return deballer(dedans)
    return enregistrement


def canoniser(enregistrement: Mapping[str, object]) -> Brut:
    """L'enregistrement sous des noms de champ uniques.

    Rend aussi `titulaires` (liste de dictionnaires id, type, nom), `modifications` et `actes` (listes de
    dictionnaires) quelle que soit leur écriture d'origine. Un champ absent de l'enregistrement n'y est pas.
    `contredits` : ce que dit autrement une colonne de même nom, à la casse près (`typePrix` et `TypePrix`).
    """
    enregistrement = deballer(enregistrement)
    champs: Brut = {}
    origine: dict[str, str] = {}
    entreprises: dict[str, Brut] = {}
    modification: Brut = {}
    acte: Brut = {}
    arbres: list[object] = []
    for cle, valeur in aplatir(enregistrement):
        genre, rang, nom = role(cle)
        if genre == "champ":
            _retenir(champs, origine, nom, cle, valeur)
        if valeur is None:
            continue
        if cle in MODIFICATION:
            modification[MODIFICATION[cle]] = valeur
        elif genre == "acte":
            acte[nom] = valeur
        elif genre == "arbre":
            arbres.append(valeur)
            champs["concession"] = champs.get("concession") or (nom == "concession" and bool(valeur))
        elif genre == "titulaire" and not est_rien(valeur):
            # Deux colonnes pour le même champ (siretEtablissement et idEtablissement) : la première suffit.
            entreprises.setdefault(rang, {}).setdefault(nom, valeur)
    champs["titulaires"] = [*lister(arbres), *(ligne for e in entreprises.values() for ligne in _en_lignes(e))]
    if est_rien(champs.get("modifications")) and not all(map(est_rien, modification.values())):
        champs["modifications"] = _en_lignes(modification)
    if est_rien(champs.get("actes")) and not est_rien(acte.get("soustraitant_id")):
        champs["actes"] = _en_lignes(acte)
    return champs


def _retenir(champs: Brut, origine: dict[str, str], nom: str, cle: str, valeur: object) -> None:
    """La première valeur dite ; une colonne de même nom qui en dit une autre est gardée à part."""
    if nom not in champs or (valeur is not None and est_rien(champs[nom])):
        champs[nom], origine[nom] = valeur, cle
    elif origine[nom] == cle and not est_rien(valeur) and valeur != champs[nom]:
        contredits: Brut = champs.setdefault("contredits", {})  # type: ignore[assignment]
        contredits[nom] = valeur


def reperer(enregistrement: Mapping[str, object]) -> Brut:
    """Comme `canoniser`, mais seulement ce qui désigne le marché et ses entreprises : bien plus vite."""
    return canoniser({nom: v for nom, v in enregistrement.items() if designe(cle_colonne(str(nom)))})


def _en_lignes(colonnes: Mapping[str, object]) -> list[dict[str, object]]:
    """Des colonnes dont chaque case peut tenir une liste → une ligne par rang de ces listes."""
    valeurs = {nom: litteral(v) for nom, v in colonnes.items()}
    listes = {nom: v for nom, v in valeurs.items() if isinstance(v, list) and nom != "titulaires"}
    nombre = max((len(v) for v in listes.values()), default=1)
    lignes = []
    for rang in range(nombre):
        ligne = {nom: v for nom, v in valeurs.items() if nom not in listes}
        ligne |= {nom: v[rang] for nom, v in listes.items() if rang < len(v)}
        lignes.append(ligne)
    return lignes


def lister(valeur: object, cles: tuple[str, ...] = ("id", "typeidentifiant", "type")) -> list[dict[str, object]]:
    """Tous les objets portant une des clés, à quelque profondeur qu'ils soient emboîtés.

    Les producteurs écrivent `[{…}]`, `[{"titulaire": {…}}]`, `{"titulaire": […]}` ou `[[[{…}]]]`.
    """
    valeur = litteral(valeur)
    if isinstance(valeur, Mapping):
        plat = {cle_colonne(str(k)): litteral(v) for k, v in valeur.items()}
        if any(cle in plat and not isinstance(plat[cle], Mapping | list) for cle in cles):
            return [plat]
        return [objet for v in plat.values() for objet in lister(v, cles)]
    if isinstance(valeur, list | tuple):
        return [objet for v in valeur for objet in lister(v, cles)]
    return []


def textes(valeur: object) -> list[str]:
    """Tous les textes d'une liste, d'un objet ou d'une case « A, B » ou « A;B »."""
    valeur = litteral(valeur)
    if est_rien(valeur):
        return []
    if isinstance(valeur, Mapping):
        return [t for v in valeur.values() for t in textes(v)]
    if isinstance(valeur, list | tuple):
        return [t for v in valeur for t in textes(v)]
    return [m.strip() for m in re.split(r"[;|/\n]|,(?!\d)", str(valeur)) if m.strip()]
