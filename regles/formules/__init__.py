"""Les formules de la clause : une famille par fichier, toutes selon le même contrat (`contrat.py`).

Une famille se déclare par sa classe : ce paquet trouve celles de ses modules et les range par `rang`. En ajouter une,
c'est ajouter un fichier ici, ses cas et sa migration (docs/regles.md, « Ajouter une formule »).
"""

from collections.abc import Mapping
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from regles.formules.contrat import Formule
from regles.formules.termes import ModeleDeClause, Terme


def _trouver() -> dict[str, type[Formule]]:
    """{code: famille}, dans l'ordre des rangs. Deux familles n'ont ni le même code ni le même rang."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    trouvees = {objet for module in modules for objet in vars(module).values() if isinstance(objet, type)}
    familles = [f for f in trouvees if issubclass(f, Formule) and not isabstract(f)]
    for attribut in ("code", "rang"):
        if len({getattr(f, attribut) for f in familles}) < len(familles):
            raise ValueError(f"Deux formules ont le même « {attribut} ».")
    return {f.code: f for f in sorted(familles, key=lambda f: f.rang)}


FAMILLES = MappingProxyType(_trouver())
PREMIERE = next(iter(FAMILLES.values()))
MODELES: dict[str, tuple[type[Formule], ModeleDeClause]] = {
    modele.code: (famille, modele) for famille in FAMILLES.values() for modele in famille.modeles
}


def famille(code: str) -> type[Formule]:
    """La famille de ce code. Lève `KeyError` s'il n'y en a pas."""
    return FAMILLES[code]


def famille_de_cle(cle: str) -> type[Formule]:
    """La famille de ce fichier (« pourcentage »). Lève `KeyError` s'il n'y en a pas."""
    return {f.cle(): f for f in FAMILLES.values()}[cle]


def tous_les_termes() -> dict[str, Terme]:
    """{nom: terme}, de toutes les familles ; deux familles qui partagent un nom partagent le terme."""
    termes: dict[str, Terme] = {}
    for terme in (terme for f in FAMILLES.values() for terme in f.termes()):
        if termes.setdefault(terme.nom, terme) != terme:
            raise ValueError(f"« {terme.nom} » est déclaré de deux façons.")
    return termes


def proposee(methode: str, donnees: Mapping[str, Any]) -> type[Formule]:
    """La famille qu'appelle cette méthode de calibrage, avec ce qu'on lui a donné ; à défaut, la première."""
    return next((f for f in FAMILLES.values() if f.est_appelee(methode, donnees)), PREMIERE)
