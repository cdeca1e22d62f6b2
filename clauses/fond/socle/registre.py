"""Le registre des cartes : ce que chaque tranche dit d'elle-même, une fois, dans son `identite.py`.

Une tranche plus basse parcourt le registre ; elle ne nomme jamais une tranche plus haute. Une **place** est un
endroit d'un écran que sa tranche laisse aux plus hautes (`Carte.places`) : elles y montrent leurs écrans.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeVar

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.attentes import Attente

MODULE = "identite"
Attentes = Callable[[Acteur, date, Any], list[Attente]]


@dataclass(frozen=True)
class Ecran:
    """Un écran de la tranche, montré ailleurs que chez elle. `adresse` : « tranche:nom ».

    `droit` : vide, celui que l'écran déclare. `rang` : sa place parmi les autres, croissant.
    """

    libelle: str
    adresse: str
    rang: int = 0
    droit: str = ""


@dataclass(frozen=True)
class Entree(Ecran):
    """Une entrée du menu."""


@dataclass(frozen=True, kw_only=True)
class Onglet(Ecran):
    """Un onglet de la place `sur` ; `code` : ce que l'écran donne pour dire qu'il est l'onglet ouvert."""

    sur: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Fragment(Ecran):
    """Un écran que la place `sur` charge dans le sien, et dont `libelle` est le titre."""

    sur: str


@dataclass(frozen=True, kw_only=True)
class Acte(Ecran):
    """Un bouton posé sur la place `sur`."""

    sur: str
    style: Literal["principale", "secondaire", "discrete"] = "secondaire"
    icone: str = ""


@dataclass(frozen=True)
class Differe:
    """Un travail que la tranche fait plus tard, après une annonce plus basse. `tache` : chemin d'un service."""

    apres: str
    tache: str
    raison: str


@dataclass(frozen=True)
class Periodique:
    """Un travail périodique, en heure UTC. Il peut être exécuté deux fois : il est idempotent.

    `tache` : chemin d'un service, exécuté par l'acteur « systeme:<nom> », ou d'une tâche technique de `config.taches`.
    """

    nom: str
    cron: str
    tache: str
    raison: str


@dataclass(frozen=True)
class Carte:
    """La carte d'une tranche. Elle ne connaît que plus bas qu'elle, et jamais ses vues.

    - `allume` : l'entrée du menu que ses écrans allument, la sienne ou celle d'une tranche plus basse ;
    - `places` : {nom: où c'est} des endroits qu'elle laisse aux tranches plus hautes ;
    - `annonces` : {nom: quand} de ce qu'elle dit avoir fait (`jobs.annoncer`), pour que les plus hautes en différent
      la suite ;
    - `attentes` : ce qu'elle fait attendre à un accueil ; chacune est appelée avec l'acteur, le jour, et les opérations
      qu'il suit (`None` s'il n'en suit pas : ce qui le regarde, tout simplement) ;
    - `fiches` : {« app.modele » : « tranche:nom »}, l'écran où se lit un objet (`adresses.fiche_de`) ;
    - `droits` : {« objet.verbe » : {rôle: portée}}, ses lignes de la matrice.
    """

    menu: Sequence[Entree] = ()
    allume: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    onglets: Sequence[Onglet] = ()
    fragments: Sequence[Fragment] = ()
    actes: Sequence[Acte] = ()
    fiches: Mapping[str, str] = field(default_factory=dict)
    droits: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    attentes: Sequence[Attentes] = ()
    annonces: Mapping[str, str] = field(default_factory=dict)
    differes: Sequence[Differe] = ()
    periodiques: Sequence[Periodique] = ()


@cache
def cartes() -> dict[str, Carte]:
    """{tranche: sa carte}, de la plus basse à la plus haute. Une application sans `identite.py` n'en a pas."""
    installees = [a for a in reversed(list(apps.get_app_configs())) if module_has_submodule(a.module, MODULE)]
    return {a.label: import_module(f"{a.name}.{MODULE}").CARTE for a in installees}


E = TypeVar("E", bound=Ecran)


def ranges(ecrans: Iterator[E]) -> list[E]:
    return sorted(ecrans, key=lambda e: e.rang)


@cache
def entrees() -> list[Entree]:
    """Le menu, dans son ordre."""
    return ranges(e for c in cartes().values() for e in c.menu)


@cache
def onglets(sur: str) -> list[Onglet]:
    return ranges(o for c in cartes().values() for o in c.onglets if o.sur == sur)


@cache
def fragments(sur: str) -> list[Fragment]:
    return ranges(f for c in cartes().values() for f in c.fragments if f.sur == sur)


@cache
def actes(sur: str) -> list[Acte]:
    return ranges(a for c in cartes().values() for a in c.actes if a.sur == sur)


@cache
def fiches() -> dict[str, str]:
    """{« app.modele » : « tranche:nom »}."""
    return {modele: adresse for c in cartes().values() for modele, adresse in c.fiches.items()}


def attentes(acteur: Acteur, jour: date, operations: Any = None) -> list[Attente]:
    """Tout ce qui attend l'acteur, ou d'autres que lui, tranche après tranche."""
    return [a for c in cartes().values() for dire in c.attentes for a in dire(acteur, jour, operations)]


def differes(apres: str) -> list[Differe]:
    return [d for c in cartes().values() for d in c.differes if d.apres == apres]


def periodiques() -> list[Periodique]:
    return [p for c in cartes().values() for p in c.periodiques]
