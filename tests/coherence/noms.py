"""Une tranche ne nomme pas plus haut qu'elle, même dans une chaîne : ni adresse, ni gabarit, ni module, ni droit."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, resolve

from config.tranches import COUCHES
from tests.coherence.arbre import arbre, tranches

GABARITS = {".html", ".typ", ".txt", ".css", ".js"}


def jamais_nommees(tranche: str) -> set[str]:
    """Les noms des tranches plus hautes que `tranche` (« marches »), et des étrangères : elle ne les connaît pas.

    Pour ce qui n'est pas une tranche (`regles`, `lecteur`), toutes.
    """
    inconnues: set[str] = set()
    for couche in (couche for couches in COUCHES.values() for couche in couches):
        inconnues |= set(couche) - {tranche}
        if tranche in couche:
            break
    return inconnues


def noms_de_plus_haut(racine: Path) -> list[str]:
    """Les chaînes, et les lignes de gabarit, qui nomment une tranche plus haute ou étrangère, ou un chemin d'elle."""
    dossiers = {dossier: dossier.name for dossier in tranches(racine)}
    dossiers |= {racine / nom: nom for nom in ("regles", "lecteur")}
    droits = {droit: dossier.name for dossier in dossiers for droit in droits_de_la_carte(dossier / "identite.py")}
    fautes = []
    for dossier, nom in dossiers.items():
        inconnues = jamais_nommees(nom)
        if not inconnues:
            continue
        motif = _motif(inconnues)
        for fichier, ligne, texte in textes(dossier):
            if motif.search(texte) or droits.get(texte) in inconnues or tranche_du_chemin(texte) in inconnues:
                fautes.append(f"{fichier.relative_to(racine)}:{ligne} : {texte.strip()[:90]}")
    return fautes


def _motif(noms: set[str]) -> re.Pattern[str]:
    """« bilans:operation », « bilans/fiche.html », « clauses.pilotage.bilans… », « bilans.Commentaire »."""
    lesquels = "|".join(sorted(noms))
    return re.compile(
        rf"(?<![\w-])(?:{lesquels}):[a-z]\w*"
        rf"|(?<![\w-])(?:{lesquels})/[\w/-]+\.(?:html|typ|css|js|svg|txt)\b"
        rf"|\bclauses[./]\w+[./](?:{lesquels})\b"
        rf"|^(?:{lesquels})\.[A-Z]\w+$"
        rf"|{{%\s*load\s[^%]*\b(?:{lesquels})\b"
    )


def tranche_du_chemin(texte: str) -> str:
    """« participants » pour « /participants/ » ; « » si ce n'est pas le chemin d'un écran, ou si c'est « / »."""
    if not re.fullmatch(r"/[\w-][\w/-]*/", texte):
        return ""
    try:
        return resolve(texte).namespace
    except Resolver404:
        return ""


def textes(dossier: Path) -> Iterator[tuple[Path, int, str]]:
    """(fichier, ligne, texte) : chaque chaîne du Python, docstrings exceptées, et chaque ligne des gabarits."""
    for fichier in sorted(dossier.rglob("*")):
        if {"tests", "migrations", "__pycache__"} & set(fichier.relative_to(dossier).parts):
            continue
        if fichier.suffix == ".py":
            yield from ((fichier, ligne, texte) for ligne, texte in chaines(arbre(fichier)))
        elif fichier.suffix in GABARITS:
            lignes = _sans_commentaires(fichier.read_text(encoding="utf-8")).splitlines()
            yield from ((fichier, numero, ligne) for numero, ligne in enumerate(lignes, start=1))


def chaines(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Les chaînes du module, morceaux de f-strings compris. Une chaîne posée seule est une explication."""
    seules = {id(n.value) for n in ast.walk(module) if isinstance(n, ast.Expr)}
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in seules:
            yield noeud.lineno, noeud.value


def _sans_commentaires(gabarit: str) -> str:
    """Le gabarit, ses commentaires remplacés par autant de lignes vides."""
    motif = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.S)
    return motif.sub(lambda m: "\n" * m[0].count("\n"), gabarit)


def droits_de_la_carte(fichier: Path) -> list[str]:
    """Les droits que cette carte déclare (`droits={…}`)."""
    if not fichier.exists():
        return []
    dits = (n.value for n in ast.walk(arbre(fichier)) if isinstance(n, ast.keyword) and n.arg == "droits")
    cles = (cle for dictionnaire in dits if isinstance(dictionnaire, ast.Dict) for cle in dictionnaire.keys)
    return [cle.value for cle in cles if isinstance(cle, ast.Constant) and isinstance(cle.value, str)]
