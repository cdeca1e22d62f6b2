"""Lire un morceau de cas dans la dataclass d'une règle : ses types disent quoi lire, ses `Dit` sous quels noms."""

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, get_args

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from regles.cas.noeuds import ErreurDeCas, Noeud
from regles.saisie import Illisible, cle_simple, proches
from regles.vocabulaire import GENRES, Champ, a_plat, champ_de, champs_de

_CONVERTISSEUR = Converter(detailed_validation=False)
structurer = _CONVERTISSEUR.structure


@cache
def noms_de(champs: tuple[Champ, ...]) -> dict[str, Champ]:
    return {cle_simple(nom): champ for champ in reversed(champs) for nom in champ.noms}


def ranger(noeud: Noeud, champs: tuple[Champ, ...]) -> dict[str, Any]:
    """Les morceaux d'une table, par nom de champ ; un groupe écrit à part (« tarif: … ») y est remis à plat.

    Lève `ErreurDeCas` pour une clé inconnue ou un champ répété.
    """
    ou, noms = noeud.chemin or "les rubriques du cas", noms_de(champs)
    lus: dict[str, Any] = {}
    if not isinstance(noeud.valeur, dict):
        raise ErreurDeCas(f"« {ou} » attend des champs (« nom: valeur », un par ligne).", noeud.ligne)
    for cle, enfant in noeud.valeur.items():
        champ = noms.get(cle_simple(cle))
        if champ is None:
            admis = ", ".join(dict.fromkeys(c.nom for c in champs))
            remede = f"{proches(cle, {nom: c.nom for nom, c in noms.items()})} Champs admis : {admis}."
            raise ErreurDeCas(f"Champ « {cle} » inconnu dans « {ou} ».{remede}", enfant.ligne)
        nouveaux = ranger(enfant, a_plat(champ.type)) if champ.est_groupe else {champ.nom: enfant}
        if repete := lus.keys() & nouveaux.keys():
            repetition = f"« {cle} » répète « {', '.join(repete)} » dans « {ou} »"
            raise ErreurDeCas(f"{repetition} : n'en donnez qu'un.", enfant.ligne)
        lus |= {} if enfant.est_vide else nouveaux
    return lus


def _completer(lus: dict[str, Any], classe: Any, noeud: Noeud) -> dict[str, Any]:
    """Ce qui vaut en l'absence d'un champ. Un groupe se lit dans la même table, s'il est obligatoire ou entamé."""
    for champ in champs_de(classe):
        if champ.est_groupe:
            entame = any(c.nom in lus and not lus[c.nom].est_aucun for c in a_plat(champ.type))
            lus |= {champ.cle: _completer(lus, champ.type, noeud)} if entame or champ.defaut is MISSING else {}
        elif champ.nom not in lus and champ.dit.comme in lus:
            lus[champ.nom] = lus[champ.dit.comme]
        elif champ.nom not in lus and champ.defaut is MISSING:
            if not champ.dit.defaut:
                raise ErreurDeCas(f"Il manque « {champ.nom} » dans « {noeud.chemin or 'le cas'} ».", noeud.ligne)
            lus[champ.nom] = Noeud(champ.dit.defaut, noeud.ligne, champ.nom)
    return lus


def _distribuer(lus: dict[str, Any], liste: Champ, noeud: Noeud) -> dict[str, Any]:
    """Chaque lot complété de ce qui est écrit au-dessus des lots ; sans lots, il n'y en a qu'un, fait de cela."""
    if liste.nom not in lus and liste.defaut is MISSING:
        return lus  # il manque, et se dira
    lots = _elements(lus[liste.nom], liste) if liste.nom in lus else [Noeud({}, noeud.ligne, noeud.chemin)]
    ranges = [(lot, {**lus, **ranger(lot, a_plat(liste.element))}) for lot in lots]
    return {**lus, liste.nom: Noeud([_completer(complets, liste.element, lot) for lot, complets in ranges])}


@_CONVERTISSEUR.register_structure_hook_factory(is_dataclass)
def _lire_un_objet(classe: Any) -> Any:
    noms: dict[str, Any] = {f.name: override(omit=True) for f in fields(classe)}  # sans `Dit`, il ne s'écrit pas
    noms |= {champ.attribut: override(rename=champ.cle) for champ in champs_de(classe)}
    lire = make_dict_structure_fn(classe, _CONVERTISSEUR, **noms)
    liste = next((champ for champ in a_plat(classe) if champ.dit.commun), None)
    champs = a_plat(classe) + (a_plat(liste.element) if liste else ())

    def lire_l_objet(lu: Any, _: Any) -> Any:
        if isinstance(lu, Noeud):
            ranges = ranger(lu, champs)
            lu = _completer(_distribuer(ranges, liste, lu) if liste else ranges, classe, lu)
        return lire(lu, classe)

    return lire_l_objet


@_CONVERTISSEUR.register_structure_hook_factory(lambda type_: hasattr(type_, "__metadata__"))
def _lire_un_champ(annotation: Any) -> Any:
    champ = champ_de("", annotation)
    return lambda noeud, _: lire_valeur(noeud, champ)


def lire_valeur(noeud: Any, champ: Champ) -> Any:
    """La valeur d'un champ, dans son type ; les messages portent le chemin du champ et la ligne."""
    if champ.est_groupe or champ.genre == "brut":
        return structurer(noeud, champ.type) if champ.est_groupe else noeud
    if champ.accepte_aucun and noeud.est_aucun:
        return () if champ.genre == "liste" else None
    if champ.genre == "liste":
        return structurer(_elements(noeud, champ), champ.type)
    est_table = champ.genre == "table"
    voulu: Any = dict if est_table else str
    if not isinstance(noeud.valeur, voulu):
        attendue = "une table (« nom: nombre », un par ligne)" if est_table else "une seule valeur"
        raise ErreurDeCas(f"« {noeud.chemin} » attend {attendue} ({GENRES[champ.genre]}).", noeud.ligne)
    try:
        if not est_table:
            return champ.lire(noeud.valeur)
        cle, valeur = (champ_de("", type_) for type_ in get_args(champ.type))
        return {cle.lire(nom): lire_valeur(n, valeur) for nom, n in noeud.valeur.items()}
    except Illisible as erreur:
        raise ErreurDeCas(f"Champ « {noeud.chemin} » : {erreur}", noeud.ligne) from erreur


def _genre_de(liste: Champ, nom: str) -> str:
    """Le genre du champ qu'un élément écrit seul remplit."""
    return next((champ.genre for champ in a_plat(liste.element) if champ.nom == nom), "")


def _elements(noeud: Noeud, champ: Champ) -> list[Any]:
    """Les éléments d'une liste : un par tiret, un seul, ou un par ligne « nom: valeur »."""
    valeur, seul, table = noeud.valeur, champ.dit.seul, champ.dit.table
    if isinstance(valeur, dict) and table and not set(map(cle_simple, valeur)) <= noms_de(a_plat(champ.element)).keys():
        return [Noeud({table[0]: Noeud(cle, n.ligne), table[1]: n}, n.ligne, n.chemin) for cle, n in valeur.items()]
    if seul and isinstance(valeur, str) and valeur.strip().isdigit() and _genre_de(champ, seul) == "duree":
        # « reconductions: 3 » : trois reconductions, ou trois mois ?
        remede = "dites leur durée, « 12 mois » pour une, « [12 mois, 12 mois] » pour deux"
        raise ErreurDeCas(f"Champ « {noeud.chemin} » : « {valeur} » est ambigu : {remede}.", noeud.ligne)
    elements = valeur if isinstance(valeur, list) else [noeud]
    return [Noeud({seul: n}, n.ligne, n.chemin) if seul and isinstance(n.valeur, str) else n for n in elements]
