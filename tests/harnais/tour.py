"""Le tour des écrans : les spécimens de toutes les tranches, réunis sous le nom entier de leurs écrans."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.module_loading import module_has_submodule

from clauses.fond.socle.adresses import Adresse, adresses
from clauses.fond.socle.tests.specimens import Histoire, Specimens

MODULE = "tests.specimens"


@cache
def specimens() -> dict[str, Specimens]:
    """{tranche: ses spécimens}, de la plus basse à la plus haute ; rien à dire, pas de fichier."""
    avec = [a for a in reversed(list(apps.get_app_configs())) if module_has_submodule(a.module, MODULE)]
    return {a.label: import_module(f"{a.name}.{MODULE}").SPECIMENS for a in avec}


def _noms(champ: str) -> set[str]:
    return {f"{tranche}:{nom}" for tranche, s in specimens().items() for nom in getattr(s, champ)}


def _par_ecran(champ: str) -> dict[str, Any]:
    return {f"{tranche}:{nom}": v for tranche, s in specimens().items() for nom, v in getattr(s, champ).items()}


def sans_page() -> set[str]:
    return _noms("sans_page")


def sans_objet() -> set[str]:
    return _noms("sans_objet")


def hors_tour() -> set[tuple[str, str]]:
    return {(f"{tranche}:{nom}", qui) for tranche, s in specimens().items() for nom, qui in s.hors_tour}


def morceaux() -> dict[tuple[str, str], tuple[str, ...]]:
    """{(écran, nom du morceau): ses valeurs}."""
    return {(f"{t}:{nom}", morceau): v for t, s in specimens().items() for (nom, morceau), v in s.morceaux.items()}


def modeles() -> dict[str, type[Model]]:
    return _par_ecran("modeles")


def choix(ecran: str, modele: type[Model]) -> Q:
    """Ce que doit être l'objet le plus parlant pour cet écran."""
    preferes: Mapping[type[Model], Q] = {m: q for s in specimens().values() for m, q in s.preferes.items()}
    return _par_ecran("choix").get(ecran, preferes.get(modele, Q()))


def ecrans() -> Iterable[Adresse]:
    """Les écrans qui ont un droit : tous, sauf ceux d'avant la connexion."""
    return [a for a in adresses() if a.vue.ecran_droit != "public"]


def raconter() -> tuple[Histoire, dict[type[Model], Model]]:
    """L'histoire complète, et son dernier objet de chaque modèle. Écrit en base."""
    histoire = Histoire()
    objets = [objet for s in specimens().values() for objet in s.objets(histoire)]
    return histoire, {type(objet): objet for objet in objets}
