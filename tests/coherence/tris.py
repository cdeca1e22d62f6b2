"""Un nom se range par sa colonne `tri`, ou par `cle_de_tri` : brut, il met É, Œ et « de la Tour » après Z."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, python

NOMS = {"nom", "prenom", "objet", "intitule", "titre", "libelle", "commune", "recherche"}
CLES = {"cle_de_tri", "rang"}
TRIENT = {"sorted", "min", "max", "sort"}


def tris_bruts(racine: Path) -> list[str]:
    """« fichier:ligne : ce qui range un nom brut »."""
    return [
        f"{fichier.relative_to(racine)}:{ligne} : {quoi}"
        for fichier in python(racine, ("clauses",))
        if "tests" not in fichier.parts
        for ligne, quoi in sorted(_fautes(arbre(fichier)))
    ]


def _fautes(module: ast.Module) -> Iterator[tuple[int, str]]:
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Call) and _nom(noeud) == "order_by":
            yield from _textes(noeud.args)
        elif isinstance(noeud, ast.Call) and _nom(noeud) in TRIENT:
            for cle in (k.value for k in noeud.keywords if k.arg == "key"):
                yield from ((a.lineno, f".{a.attr}") for a in _attributs(cle) if a.attr in NOMS)
        elif isinstance(noeud, ast.Assign) and any(getattr(c, "id", "") == "ordering" for c in noeud.targets):
            yield from _textes(getattr(noeud.value, "elts", []))


def _textes(arguments: list[ast.expr]) -> Iterator[tuple[int, str]]:
    """Les champs nommés, à quelque profondeur (`F("nom").asc()`)."""
    for texte in (n for argument in arguments for n in ast.walk(argument)):
        valeur = getattr(texte, "value", None)
        if isinstance(valeur, str) and valeur.lstrip("-").rpartition("__")[2] in NOMS:
            yield getattr(texte, "lineno", 0), f"« {valeur} »"


def _attributs(noeud: ast.AST) -> Iterator[ast.Attribute]:
    """Les attributs lus, hors de ce que les clés de tri replient."""
    if isinstance(noeud, ast.Call) and _nom(noeud) in CLES:
        return
    if isinstance(noeud, ast.Attribute):
        yield noeud
    for enfant in ast.iter_child_nodes(noeud):
        yield from _attributs(enfant)


def _nom(appel: ast.Call) -> str:
    return getattr(appel.func, "attr", getattr(appel.func, "id", ""))
