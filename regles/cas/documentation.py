"""Les parties engendrées de `docs/regles.md` : ce que chaque règle demande et rend, et les tables de la loi."""

import re
from collections.abc import Iterable

from regles.notes.tables import tableau, tables
from regles.socle import REGISTRE, Decision
from regles.vocabulaire import GENRES, Champ, a_plat, champ_de, entrees_de, rendus_par, resultats_de

# Une partie engendrée nomme les règles qu'elle décrit (« règles : a, b »), ou les tables.
PARTIES = re.compile(r"(<!-- (?:règles : ([a-z_, ]+)|tables) -->\n).*?(<!-- fin -->)", re.DOTALL)


def _ligne(champ: Champ, regles: Iterable[str] = ()) -> tuple[str, ...]:
    contenu = champ_de("", champ.element) if champ.element else champ
    genre = GENRES[champ.genre] if contenu is champ or not contenu.genre else f"liste de {GENRES[contenu.genre]}"
    valeurs = [f"`{code}`" + (f" ({', '.join(aussi)})" if aussi else "") for code, aussi in contenu.valeurs.items()]
    admises = " Valeurs : voir la table plus bas." if len(valeurs) > 14 else f" Valeurs : {', '.join(valeurs)}."
    pour = f" Pour {', '.join(f'`{nom}`' for nom in regles)}." if regles else ""
    sens = f"{champ.dit.sens}{admises if valeurs else ''}{pour}"
    return f"`{champ.nom}`", genre, sens, champ.en_son_absence, ", ".join(champ.dit.aussi)


def _champs(par_regle: dict[str, list[Champ]]) -> list[str]:
    """La table des champs de plusieurs règles ; un champ qui n'est pas de toutes dit desquelles."""
    noms = {regle: {champ.nom for champ in champs} for regle, champs in par_regle.items()}
    communs, connus = set.intersection(*noms.values()), {c.nom: c for champs in par_regle.values() for c in champs}
    tables_ = {"": [_ligne(c, [r for r in noms if c.nom in noms[r] and c.nom not in communs]) for c in connus.values()]}
    for champ in connus.values():
        if champ.contient_des_champs and not champ.dit.commun:
            tables_[f"Dans `{champ.nom}`, chaque élément :"] = [_ligne(c) for c in a_plat(champ.element)]
    titres = ("champ", "type", "sens", "défaut", "s'écrit aussi")
    return [ligne for titre, lignes in tables_.items() for ligne in (titre, "", *tableau(titres, lignes))][1:]


def _donnes(regle: str) -> list[Champ]:
    """Ce que l'on donne à une règle ; ce que chaque lot reprend s'écrit aussi au-dessus des lots."""
    champs = a_plat(entrees_de(REGISTRE.forme(regle)))
    communs = [c for champ in champs if champ.dit.commun for c in a_plat(champ.element) if c.nom != "nom"]
    return list({champ.nom: champ for champ in (*communs, *champs)}.values())


def _decrire(noms: list[str]) -> list[str]:
    lignes = []
    for regle in (REGISTRE.regles[nom] for nom in noms):
        aussi = f" S'écrit aussi : {', '.join(regle.aussi)}." if regle.aussi else ""
        textes = " ; ".join(reference.en_mots() for reference in regle.references)
        lignes.append(f"- `{regle.nom}` : {regle.resume} Chiffre principal : `{regle.rend}`.{aussi} *{textes}.*")
    rendus = {n: [c for nom, (_, c) in rendus_par(REGISTRE.forme(n)).items()] for n in noms}
    propres = {n: [c for c in champs if c.nom not in resultats_de(Decision)] for n, champs in rendus.items()}
    donnes = {nom: _donnes(nom) for nom in noms}
    return [*lignes, "", "**Dans `donne`**", *_champs(donnes), "**Dans `attendu`**", *_champs(propres)]


def document(existant: str) -> str:
    """Le document, ses parties engendrées refaites. Lève `ValueError` si une règle n'y est pas, ou deux fois."""
    nommees = [nom for partie in PARTIES.finditer(existant) if partie[2] for nom in partie[2].split(", ")]
    if sorted(nommees) != sorted(REGISTRE.regles):
        manquent = ", ".join(sorted(REGISTRE.regles.keys() ^ set(nommees))) or "l'une l'est deux fois"
        raise ValueError(f"Ce document doit décrire chaque règle une fois (« <!-- règles : … --> ») : {manquent}.")

    def refaire(partie: re.Match[str]) -> str:
        return "\n".join([partie[1], *(_decrire(partie[2].split(", ")) if partie[2] else tables()), partie[3]])

    return PARTIES.sub(refaire, existant)
