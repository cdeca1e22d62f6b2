"""Les tables de la loi en Markdown : paramètres datés, publics et pièces, cycles, durées de conservation."""

from collections.abc import Iterable

from regles.conservation import DUREES
from regles.contradictions import CONTRADICTIONS
from regles.cycles import CYCLES
from regles.parametres import VALEURS_DATEES
from regles.publics import AUTRES_PIECES, CRITERES, LISTES, PIECES
from regles.typographie import avec_unite


def tableau(titres: tuple[str, ...], lignes: Iterable[tuple[str, ...]]) -> list[str]:
    """Un tableau Markdown, suivi d'une ligne vide."""
    propres = [[case.replace("|", "\\|").replace("\n", " ") for case in ligne] for ligne in lignes]
    return [
        f"| {' | '.join(titres)} |",
        f"|{'---|' * len(titres)}",
        *(f"| {' | '.join(cases)} |" for cases in propres),
        "",
    ]


def _parametres() -> list[str]:
    lignes = [
        (v.nom, avec_unite(p.valeur, v.unite), p.depuis.isoformat(), p.reference.en_mots(), p.reference.certitude)
        for v in VALEURS_DATEES
        for p in v.paliers
    ]
    return tableau(("paramètre", "valeur", "depuis", "texte", "certitude"), lignes)


def _publics() -> list[str]:
    lignes = [
        (
            f"`{c.code}`",
            c.libelle,
            ", ".join(f"`{p}`" for p in c.pieces),
            f"{c.validite_mois} mois" if c.validite_mois else "–",
            c.reference.en_mots(),
            c.certitude,
            ", ".join(c.aussi),
        )
        for c in CRITERES.values()
    ]
    pieces = [(f"`{code}`", libelle, ", ".join(AUTRES_PIECES.get(code, ()))) for code, libelle in PIECES.items()]
    titres = ("code", "public", "pièces admises", "ancienneté maximale", "texte", "certitude", "s'écrit aussi")
    return [*tableau(titres, lignes), *tableau(("pièce", "ce que c'est", "s'écrit aussi"), pieces)]


def _cycles() -> list[str]:
    lignes = [
        (f"`{c.nom}`", f"{c.etats[de]} (`{de}`)", f"`{verbe}`", f"{c.etats[vers]} (`{vers}`)")
        for c in CYCLES.values()
        for verbe, chemins in c.transitions.items()
        for de, vers in chemins.items()
    ]
    return tableau(("cycle", "de", "verbe", "vers"), lignes)


def _conservation() -> list[str]:
    lignes = [
        (f"`{d.categorie}`", d.libelle, f"{d.mois} mois", d.depart, d.sort, d.reference.en_mots())
        for d in DUREES.values()
    ]
    return tableau(("catégorie", "donnée", "durée", "depuis", "puis", "texte"), lignes)


def _contradictions() -> list[str]:
    lignes = [
        (
            une.sujet,
            " ; ".join(f"{dire.quoi} ({dire.reference.en_mots()}, {dire.reference.certitude})" for dire in une.textes),
            une.applique,
            une.pourquoi,
        )
        for une in CONTRADICTIONS
    ]
    return tableau(("sujet", "ce que disent les textes", "appliqué", "pourquoi"), lignes)


def _listes() -> list[str]:
    lignes = [
        (liste.nom, liste.depuis.isoformat(), liste.reference.en_mots(), ", ".join(f"`{c}`" for c in liste.publics))
        for liste in LISTES.values()
    ]
    return tableau(("liste", "depuis", "texte", "publics, dans l'ordre du texte"), lignes)


def tables() -> list[str]:
    """Toutes, chacune sous son titre."""
    titrees = {
        "Paramètres datés": _parametres(),
        "Publics et pièces": _publics(),
        "Listes de publics": _listes(),
        "Textes qui se contredisent": _contradictions(),
        "États et transitions (table)": _cycles(),
        "Durées de conservation (table)": _conservation(),
    }
    return [ligne for titre, lignes in titrees.items() for ligne in (f"### {titre}", "", *lignes)]
