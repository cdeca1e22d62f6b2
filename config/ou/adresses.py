"""Où est le code d'une adresse : vue, droit, services, gabarits, tests. Lu dans les sources, sans rien exécuter."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import Resolver404, resolve

from clauses.fond.socle.adresses import Adresse, adresses
from config import env


@dataclass(frozen=True)
class Orientation:
    route: str
    nom: str
    vue: str  # « clauses/suivi/marches/views.py:42 operation »
    droit: str
    ecrit: bool
    services: tuple[str, ...]
    gabarits: tuple[str, ...]
    tests: tuple[str, ...]


def chercher(url: str) -> list[Adresse]:
    """L'adresse exacte ; sinon toutes celles qui commencent ainsi (« /declarations/… », « /operations »)."""
    debut = re.split("…|\\.\\.\\.", url, maxsplit=1)[0]
    toutes = list(adresses())
    if not url:
        return toutes
    try:
        route = resolve("/" + url.strip("/") + ("/" if url.strip("/") else "")).route
    except Resolver404:
        return [a for a in toutes if ("/" + a.route).startswith("/" + debut.lstrip("/"))]
    return [a for a in toutes if a.route == route]


def orienter(adresse: Adresse, racine: Path = env.RACINE) -> Orientation:
    vue = inspect.unwrap(adresse.vue)
    fichier = Path(inspect.getfile(vue))
    module = ast.parse(fichier.read_text(encoding="utf-8"))
    noeuds = atteints(module, vue.__name__)
    return Orientation(
        route="/" + adresse.route,
        nom=adresse.nom,
        vue=f"{relatif(fichier, racine)}:{vue.__code__.co_firstlineno} {vue.__name__}",
        droit=getattr(adresse.vue, "ecran_droit", "aucun !"),
        ecrit=getattr(adresse.vue, "ecran_ecrit", False),
        services=tuple(sorted(services_appeles(module, noeuds))),
        gabarits=tuple(sorted(gabarits_nommes(noeuds))),
        tests=tuple(sorted(tests_qui_nomment(adresse, vue, racine))),
    )


def relatif(fichier: Path, racine: Path) -> str:
    return str(fichier.relative_to(racine)) if fichier.is_relative_to(racine) else fichier.name


def atteints(module: ast.Module, nom: str) -> list[ast.AST]:
    """Les définitions du module que la vue `nom` emploie, de proche en proche, elle comprise."""
    definitions = {n.name: n for n in module.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    constantes = {
        cible.id: n
        for n in module.body
        if isinstance(n, ast.Assign)
        for cible in n.targets
        if isinstance(cible, ast.Name)
    }
    connus: dict[str, ast.AST] = {**definitions, **constantes}
    vus: list[str] = []
    attente = [nom]
    while attente:
        courant = attente.pop()
        if courant in vus or courant not in connus:
            continue
        vus.append(courant)
        attente += [n.id for n in ast.walk(connus[courant]) if isinstance(n, ast.Name)]
    return [connus[v] for v in vus]


def importes(module: ast.Module) -> dict[str, str]:
    """Nom local → chemin complet, pour les imports du module."""
    noms: dict[str, str] = {}
    for noeud in module.body:
        if isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms |= {alias.asname or alias.name: f"{noeud.module}.{alias.name}" for alias in noeud.names}
        elif isinstance(noeud, ast.Import):
            noms |= {alias.asname or alias.name: alias.name for alias in noeud.names}
    return noms


def services_appeles(module: ast.Module, noeuds: list[ast.AST]) -> set[str]:
    """Chemins des services nommés : `valider` importé, ou `services.valider`."""
    noms = importes(module)
    trouves = set()
    for noeud in (n for racine in noeuds for n in ast.walk(racine)):
        if isinstance(noeud, ast.Name) and noeud.id in noms:
            trouves.add(noms[noeud.id])
        elif isinstance(noeud, ast.Attribute) and isinstance(noeud.value, ast.Name) and noeud.value.id in noms:
            trouves.add(f"{noms[noeud.value.id]}.{noeud.attr}")
    modules = {valeur for valeur in trouves if valeur.endswith(".services")}
    return {v for v in trouves - modules if ".services." in v and v.rpartition(".")[2].islower()}


# La page que montre un geste de `socle/gestes.py` quand la vue n'en nomme pas d'autre.
PAGES_DES_GESTES = {"saisir": "socle/saisie.html", "confirmer": "socle/confirmation.html"}


def gabarits_nommes(noeuds: list[ast.AST]) -> set[str]:
    tous = [n for racine in noeuds for n in ast.walk(racine)]
    textes = (n.value for n in tous if isinstance(n, ast.Constant) and isinstance(n.value, str))
    appels = (n for n in tous if isinstance(n, ast.Call) and not any(cle.arg == "gabarit" for cle in n.keywords))
    gestes = (PAGES_DES_GESTES.get(ast.unparse(appel.func), "") for appel in appels)
    return {nom for nom in (*textes, *gestes) if nom.endswith((".html", ".typ"))}


def tests_qui_nomment(adresse: Adresse, vue: Callable[..., Any], racine: Path) -> set[str]:
    """Fichiers de tests qui nomment l'adresse (« tranche:nom »), son chemin, ou le module et la vue."""
    debut = "/" + adresse.route.split("<")[0]
    signes = [f'"{adresse.nom}"'] if adresse.nom else []
    signes += [f'"{debut}'] if len(debut) > 1 else ['get("/")']
    trouves = set()
    for fichier in (*racine.glob("clauses/*/*/tests/**/*.py"), *racine.glob("tests/**/test_*.py")):
        texte = fichier.read_text(encoding="utf-8")
        if any(signe in texte for signe in signes) or (vue.__module__ in texte and vue.__name__ in texte):
            trouves.add(relatif(fichier, racine))
    return trouves
