"""Les valeurs du journal (du JSON) rendues lisibles : choix, dates, nombres, et les lignes liées par leur nom."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.valeurs import en_date, en_nombre
from clauses.fond.socle.valeurs.textes import est_vide

# Ce qui ne dit rien à un lecteur : le technique, les clés d'import, les empreintes.
MUETS = frozenset(
    {"id", "version", "cree_le", "modifie_le", "password", "recherche", "contenu", "donnees_decp"}
    | {"cle", "cle_import", "uid_decp", "empreinte", "jeton_empreinte"}
)
Noms = Mapping[tuple[type[models.Model], str], str]
_LONGUEUR = 300  # un texte plus long est coupé : le journal dit ce qui a changé, la fiche dit le texte


@cache
def modeles_par_table() -> dict[str, type[models.Model]]:
    return {m._meta.db_table: m for m in apps.get_models() if issubclass(m, ModeleMetier)}


@cache
def champs_par_colonne(modele: type[models.Model]) -> dict[str, Any]:
    """Les champs qui disent quelque chose à un lecteur, par nom de colonne."""
    return {
        str(champ.column): champ
        for champ in modele._meta.concrete_fields
        if champ.column not in MUETS and not isinstance(champ, models.GeneratedField)
    }


def intitule(champ: Any) -> str:
    nom = str(champ.verbose_name)
    return nom[:1].upper() + nom[1:]


def cles_liees(modele: type[models.Model], valeurs: Mapping[str, Any]) -> Iterable[tuple[type[models.Model], str]]:
    """Les (modèle, clé) que ces valeurs citent par clé étrangère."""
    for colonne, valeur in valeurs.items():
        champ = champs_par_colonne(modele).get(colonne)
        if champ is not None and champ.is_relation and valeur is not None:
            yield champ.related_model, str(valeur)


def nommer(cles: Iterable[tuple[type[models.Model], str]]) -> dict[tuple[type[models.Model], str], str]:
    """Le nom (`str`) de chaque ligne citée : une requête par modèle, quel que soit le nombre de lignes.

    `__str__` peut suivre les clés étrangères directes ; un modèle dont le nom va plus loin le dit par
    `POUR_NOMMER = ("contrat__participant", …)`.
    """
    par_modele: dict[type[models.Model], set[str]] = {}
    for modele, cle in cles:
        par_modele.setdefault(modele, set()).add(cle)
    noms = {}
    for modele, valeurs in par_modele.items():
        directes = tuple(c.name for c in modele._meta.concrete_fields if c.is_relation)
        lignes = modele._base_manager.select_related(*getattr(modele, "POUR_NOMMER", directes) or (None,))
        for cle, ligne in lignes.in_bulk(list(valeurs)).items():
            noms[modele, str(cle)] = str(ligne)
    return noms


def se_dit(champ: Any, valeur: Any) -> bool:
    """Faux de données que rien ne met en mots : la fiche les montre, le journal les tait."""
    compose = isinstance(valeur, dict) or (isinstance(valeur, list) and any(isinstance(v, dict | list) for v in valeur))
    return not compose or callable(_en_mots(champ))


def _en_mots(champ: Any) -> Any:
    return champ.model.EN_MOTS.get(champ.name, {})


def en_clair(champ: Any, valeur: Any, noms: Noms) -> str:
    """Une valeur du journal, en français ; vide s'il n'y en a pas."""
    if est_vide(valeur) or valeur == []:
        return ""
    if callable(dire := _en_mots(champ)):
        return str(dire(valeur))
    if not se_dit(champ, valeur):
        return "des données que montre la fiche"
    if champ.is_relation:
        return noms.get((champ.related_model, str(valeur)), "fiche disparue")
    return _choisi(champ, valeur) if champ.choices else _brut(champ, valeur)


def _choisi(champ: Any, valeur: Any) -> str:
    return str(dict(champ.flatchoices).get(valeur, valeur))


def _brut(champ: Any, valeur: Any) -> str:
    if isinstance(champ, models.DateTimeField):
        return f"{timezone.localtime(datetime.fromisoformat(valeur)):%d/%m/%Y à %H:%M}"
    if isinstance(champ, models.DateField):
        return en_date(date.fromisoformat(valeur))
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return en_nombre(Decimal(str(valeur)))
    if isinstance(valeur, list):
        choix = dict(getattr(getattr(champ, "base_field", None), "flatchoices", ())) or _en_mots(champ)
        return ", ".join(str(choix.get(str(v), v)) for v in valeur)
    texte = str(_en_mots(champ).get(valeur, valeur))
    return texte if len(texte) <= _LONGUEUR else texte[: _LONGUEUR - 1] + "…"
