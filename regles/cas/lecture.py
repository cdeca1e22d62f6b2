"""Lire un morceau de cas dans la dataclass d'une règle : ses types disent quoi lire, ses `Dit` sous quels noms."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from regles.cas.noeuds import ErreurDeCas, Noeud
from regles.saisie import NOMBRES, Illisible, cle_simple, est_aucun, lire_date, lire_mois, lire_nombre, lire_oui_non
from regles.vocabulaire import GENRES, Champ, a_plat, champ_de, champs_de, groupes_de

_CONVERTISSEUR = Converter(detailed_validation=False)


def proches(mot: str, possibles: Iterable[str]) -> str:
    """« Vouliez-vous dire « x » ? », ou rien."""
    trouves = difflib.get_close_matches(cle_simple(mot), list(possibles), n=1, cutoff=0.7)
    return f" Vouliez-vous dire « {trouves[0]} » ?" if trouves else ""


@cache
def noms_de(champs: tuple[Champ, ...]) -> dict[str, Champ]:
    return {cle_simple(nom): champ for champ in reversed(champs) for nom in champ.noms}


def fusionner(commun: Noeud, propre: Noeud, champs: tuple[Champ, ...] = ()) -> Noeud:
    """Deux tables en une : ce que la seconde dit d'un champ remplace ce qu'en dit la première."""
    if not isinstance(propre.valeur, dict):
        return propre
    nommer = {cle: noms_de(champs).get(cle_simple(cle), cle_simple(cle)) for cle in (*commun.valeur, *propre.valeur)}
    dits = {nommer[cle] for cle in propre.valeur}
    reste = {cle: valeur for cle, valeur in commun.valeur.items() if nommer[cle] not in dits}
    return Noeud(reste | propre.valeur, propre.ligne, propre.chemin)


def ranger(noeud: Noeud, champs: tuple[Champ, ...], groupes: Mapping[str, Any] = {}) -> dict[str, Any]:
    """Les morceaux d'une table, par nom de champ ; un groupe écrit à part (« tarif: … ») y est remis à plat.

    Lève `ErreurDeCas` pour une clé inconnue ou un champ répété.
    """
    ou, noms, lus = noeud.chemin or "les rubriques du cas", noms_de(champs), {}
    if not isinstance(noeud.valeur, dict):
        raise ErreurDeCas(f"« {ou} » attend des champs (« nom: valeur », un par ligne).", noeud.ligne)
    for cle, enfant in noeud.valeur.items():
        champ, repete = noms.get(cle_simple(cle)), set()
        if cle_simple(cle) in groupes and isinstance(enfant.valeur, dict):
            groupe = ranger(enfant, a_plat(groupes[cle_simple(cle)]))
            repete, lus = lus.keys() & groupe.keys(), lus | groupe
        elif champ is None:
            remede = f"{proches(cle, noms)} Champs admis : {', '.join(champ.nom for champ in champs)}."
            raise ErreurDeCas(f"Champ « {cle} » inconnu dans « {ou} ».{remede}", enfant.ligne)
        elif not enfant.est_vide:
            repete, lus = lus.keys() & {champ.nom}, lus | {champ.nom: enfant}
        if repete:
            raise ErreurDeCas(f"« {cle} » répète « {', '.join(repete)} » : n'en donnez qu'un.", enfant.ligne)
    return lus


def _completer(lus: dict[str, Any], classe: Any, noeud: Noeud) -> dict[str, Any]:
    """Ce qui vaut en l'absence d'un champ. Un groupe se lit dans la même table, s'il est obligatoire ou entamé."""
    for champ in champs_de(classe):
        if champ.est_groupe and (champ.defaut is MISSING or any(c.nom in lus for c in a_plat(champ.type))):
            lus[champ.cle] = _completer(lus, champ.type, noeud)
        elif champ.nom not in lus and champ.dit.comme in lus:
            lus[champ.nom] = lus[champ.dit.comme]
        elif champ.nom not in lus and champ.defaut is MISSING and champ.dit.defaut:
            lus[champ.nom] = Noeud(champ.dit.defaut, noeud.ligne, champ.nom)
        elif champ.nom not in lus and champ.est_obligatoire and not champ.est_groupe:
            raise ErreurDeCas(f"Il manque « {champ.nom} » dans « {noeud.chemin or 'le cas'} ».", noeud.ligne)
    return lus


def _distribuer(noeud: Noeud, liste: Champ, champs: tuple[Champ, ...]) -> Noeud:
    """La même table, où ce qui est écrit au-dessus des lots complète chacun ; sans lots, il n'y en a qu'un."""
    lot = get_args(liste.type)[0]
    connus = noms_de(a_plat(lot)).keys() | groupes_de(lot).keys()
    commun = {cle: n for cle, n in noeud.valeur.items() if cle_simple(cle) in connus}
    table = {cle: n for cle, n in noeud.valeur.items() if cle not in commun or cle_simple(cle) in noms_de(champs)}
    ecrits = next((table.pop(cle) for cle in list(table) if cle_simple(cle) == liste.nom), None)
    if ecrits is None and not commun.keys() - table.keys():
        return noeud
    seul = Noeud({}, noeud.ligne, noeud.chemin)
    lots = _elements(ecrits, liste) if ecrits else [seul]
    base = Noeud(commun, noeud.ligne, noeud.chemin)
    table[liste.nom] = Noeud([fusionner(base, element, a_plat(lot)) for element in lots], noeud.ligne, liste.nom)
    return Noeud(table, noeud.ligne, noeud.chemin)


@_CONVERTISSEUR.register_structure_hook_factory(is_dataclass)
def _lire_un_objet(classe: Any) -> Any:
    champs, groupes = a_plat(classe), groupes_de(classe)
    noms = {f.name: override(omit=True) for f in fields(classe)}  # un champ sans `Dit` ne s'écrit pas
    noms |= {champ.attribut: override(rename=champ.cle) for champ in champs_de(classe)}
    lire = make_dict_structure_fn(classe, _CONVERTISSEUR, **noms)
    commune = next((champ for champ in champs if champ.dit.commun), None)

    def lire_l_objet(lu: Any, _: Any) -> Any:
        if isinstance(lu, Noeud):
            lu = _distribuer(lu, commune, champs) if commune and isinstance(lu.valeur, dict) else lu
            lu = _completer(ranger(lu, champs, groupes), classe, lu)
        return lire(lu, classe)

    return lire_l_objet


@_CONVERTISSEUR.register_structure_hook_factory(lambda type_: get_origin(type_) is Annotated)
def _lire_un_champ(annotation: Any) -> Any:
    champ = champ_de("", annotation)
    return lambda noeud, _: lire_valeur(noeud, champ)


structurer = _CONVERTISSEUR.structure


def lire_valeur(noeud: Noeud, champ: Champ) -> Any:
    """La valeur d'un champ, dans son type ; les messages portent le chemin du champ et la ligne."""
    if champ.genre == "brut":
        return noeud
    if champ.accepte_aucun and isinstance(noeud.valeur, str) and est_aucun(noeud.valeur):
        return () if champ.genre == "liste" else None
    if champ.genre == "liste":
        return structurer(_elements(noeud, champ), champ.type)
    if not isinstance(noeud.valeur, dict if champ.genre == "table" else str):
        attendue = "une table (« nom: nombre », un par ligne)" if champ.genre == "table" else "une seule valeur"
        raise ErreurDeCas(f"« {noeud.chemin} » attend {attendue} ({GENRES[champ.genre]}).", noeud.ligne)
    try:
        if champ.genre != "table":
            return _lire_un_texte(noeud.valeur, champ)
        cle, valeur = (champ_de("", type_) for type_ in get_args(champ.type))
        return {_lire_un_texte(nom, cle): lire_valeur(n, valeur) for nom, n in noeud.valeur.items()}
    except Illisible as erreur:
        raise ErreurDeCas(f"Champ « {noeud.chemin} » : {erreur}", noeud.ligne) from erreur


def _elements(noeud: Noeud, champ: Champ) -> list[Noeud]:
    """Les éléments d'une liste : un par tiret, un seul, ou un par ligne « nom: valeur »."""
    valeur, seul, type_ = noeud.valeur, champ.dit.seul, get_args(champ.type)[0]
    if (
        isinstance(valeur, dict)
        and champ.dit.table
        and not noms_de(a_plat(type_)).keys() >= set(map(cle_simple, valeur))
    ):
        nom, autre = champ.dit.table
        return [Noeud({nom: Noeud(cle, n.ligne), autre: n}, n.ligne, n.chemin) for cle, n in valeur.items()]
    elements = valeur if isinstance(valeur, list) else [noeud]
    return [Noeud({seul: n}, n.ligne, n.chemin) if seul and isinstance(n.valeur, str) else n for n in elements]


def _lire_un_texte(texte: str, champ: Champ) -> Any:
    if champ.genre in NOMBRES:
        return champ.type(lire_nombre(texte, champ.genre))
    if champ.genre == "depuis" and cle_simple(texte) in ("oui", "non"):
        return date(1900, 1, 1) if cle_simple(texte) == "oui" else None
    lecteurs: dict[str, Callable[[str], Any]] = {
        "oui_non": lire_oui_non, "mois": lire_mois, "date": lire_date, "depuis": lire_date, "texte": str.strip
    }  # fmt: skip
    if champ.genre in lecteurs:
        return lecteurs[champ.genre](texte)
    possibles = {cle_simple(n): valeur for valeur, autres in champ.valeurs.items() for n in (valeur, *autres)}
    code = possibles.get(cle_simple(texte))
    if code is None:
        admis = ", ".join(champ.valeurs)
        raise Illisible(f"« {texte} » n'est pas admis.{proches(texte, possibles)} Valeurs : {admis}.")
    return code == "oui" if champ.type is bool else champ.type(code)
