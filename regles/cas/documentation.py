"""Les parties engendrées de `docs/regles.md` : ce que chaque règle demande et rend, et les tables de la loi."""

import re
from collections.abc import Iterable
from dataclasses import MISSING, is_dataclass
from decimal import Decimal
from typing import get_args

from regles.notes.tables import tableau, tables
from regles.socle import REGISTRE, Decision
from regles.typographie import avec_unite, en_clair
from regles.vocabulaire import GENRES, Champ, a_plat, champ_de, entrees_de, rendus_par, resultats_de

# Une partie engendrée nomme les règles qu'elle décrit (« règles : a, b »), ou les tables.
PARTIES = re.compile(r"(<!-- (règles|tables)(?: : ([a-z_, ]+))? -->\n).*?(<!-- fin -->)", re.DOTALL)
TITRES = ("champ", "type", "sens", "défaut", "s'écrit aussi")
UNITES = {"montant": "€", "duree": "mois"}


def _defaut(champ: Champ) -> str:
    valeur = champ.defaut
    if champ.dit.defaut or (valeur is MISSING and not champ.est_groupe):
        return champ.dit.defaut or "**obligatoire**"
    if champ.genre in UNITES and isinstance(valeur, Decimal | int) and valeur:
        return avec_unite(valeur, UNITES[champ.genre])
    return "–" if champ.est_groupe or valeur in (None, (), "") else en_clair(valeur)


def _ligne(champ: Champ, regles: Iterable[str] = ()) -> tuple[str, ...]:
    element = champ_de("", get_args(champ.type)[0]) if champ.genre == "liste" else champ
    genre = GENRES[champ.genre] if element is champ or not element.genre else f"liste de {GENRES[element.genre]}"
    valeurs = ", ".join(f"`{v}`" for v in element.valeurs) if len(element.valeurs) <= 14 else "voir la table plus bas"
    sens = [champ.dit.sens, *([f"Valeurs : {valeurs}."] if element.valeurs else ())]
    sens += [f"Pour {', '.join(f'`{nom}`' for nom in regles)}."] if regles else []
    return f"`{champ.nom}`", genre, " ".join(sens), _defaut(champ), ", ".join(champ.dit.aussi)


def _champs(par_regle: dict[str, list[Champ]]) -> list[str]:
    """La table des champs de plusieurs règles ; un champ qui n'est pas de toutes dit desquelles."""
    connus: dict[str, tuple[Champ, list[str]]] = {}
    for regle, champs in par_regle.items():
        for champ in champs:
            connus.setdefault(champ.nom, (champ, []))[1].append(regle)
    lignes = tableau(
        TITRES, [_ligne(c, regles if len(regles) < len(par_regle) else ()) for c, regles in connus.values()]
    )
    for champ, _ in connus.values():
        element = get_args(champ.type)[0] if champ.genre == "liste" and not champ.dit.commun else None
        if is_dataclass(element):
            lignes += [f"Dans `{champ.nom}`, chaque élément :", "", *tableau(TITRES, map(_ligne, a_plat(element)))]
    return lignes


def _donnes(regle: str) -> list[Champ]:
    """Ce que l'on donne à une règle ; ce que chaque lot reprend s'écrit aussi au-dessus des lots."""
    champs = a_plat(entrees_de(REGISTRE.forme(regle)))
    communs = [c for champ in champs if champ.dit.commun for c in a_plat(get_args(champ.type)[0]) if c.nom != "nom"]
    return list({champ.nom: champ for champ in (*communs, *champs)}.values())


def _regles(noms: list[str]) -> list[str]:
    lignes, donnes = [], {nom: _donnes(nom) for nom in noms}
    for nom in noms:
        regle = REGISTRE.regles[nom]
        aussi = f" S'écrit aussi : {', '.join(regle.aussi)}." if regle.aussi else ""
        textes = " ; ".join(reference.en_mots() for reference in regle.references)
        lignes.append(f"- `{nom}` : {regle.resume} Chiffre principal : `{regle.rend}`.{aussi} *{textes}.*")
    rendus = {
        nom: [c for n, (_, c) in rendus_par(REGISTRE.forme(nom)).items() if n not in resultats_de(Decision)]
        for nom in noms
    }
    choix = {(f"`{c.nom}`", f"`{v}`", ", ".join(aussi)): None for cs in donnes.values() for c in cs
             if len(c.valeurs) <= 14 for v, aussi in c.valeurs.items() if aussi}  # fmt: skip
    lignes += ["", "**Dans `donne`**", "", *_champs(donnes)]
    lignes += tableau(("champ", "valeur", "s'écrit aussi"), choix) if choix else []
    return [*lignes, "**Dans `attendu`**", "", *_champs(rendus)]


def document(existant: str) -> str:
    """Le document, ses parties engendrées refaites. Lève `ValueError` si une règle n'y est pas, ou deux fois."""
    nommees: list[str] = []

    def refaire(partie: re.Match[str]) -> str:
        noms = partie[3].split(", ") if partie[3] else []
        nommees.extend(noms)
        return "\n".join([partie[1], *(_regles(noms) if partie[2] == "règles" else tables()), partie[4]])

    refait = PARTIES.sub(refaire, existant)
    if sorted(nommees) != sorted(REGISTRE.regles):
        manquent = ", ".join(sorted(REGISTRE.regles.keys() ^ set(nommees))) or "l'une est décrite deux fois"
        raise ValueError(f"Ce document doit décrire chaque règle une fois (« <!-- règles : … --> ») : {manquent}.")
    return refait


def reference() -> str:
    """Toute la référence, en une partie."""
    return "\n".join([*_regles(list(REGISTRE.regles)), *tables()])
