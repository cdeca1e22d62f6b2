"""Créer et changer des milliers de lignes d'un coup : COPY pour créer, un UPDATE par sorte de changement.

Par l'ORM, préparer une ligne d'heures (vingt-deux champs, presque tous à leur défaut) coûtait plus que l'écrire. Ici
une ligne est un texte, et ce qui ne varie pas n'est préparé qu'une fois. Les colonnes gardent leurs refus : un numéro
de sécurité sociale n'entre pas davantage, et la base vérifie ses contraintes.
"""

import re
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from clauses.fond.socle.imports.paquets import par_paquets
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import SansNir

Cle = UUID | str
BLOC = 500  # lignes envoyées d'un coup
_EN_COPIE = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_A_ECHAPPER = re.compile(r"[\\\t\n\r]")  # rare ; et la chercher coûte quatre fois moins que traduire
_EN_TABLEAU = str.maketrans({"\\": "\\\\", '"': '\\"'})
_SIMPLES: dict[type, Callable[[Any], str]] = {
    UUID: str,
    Decimal: str,
    int: str,
    float: repr,
    bool: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
}


class Creation(NamedTuple):
    """Une ligne à créer, sans passer par son modèle : `valeurs` par colonne (`lot_id`), le reste à son défaut."""

    modele: type[ModeleMetier]
    pk: Cle
    valeurs: Mapping[str, Any]


def cles_neuves() -> Iterator[str]:
    """Des clés de ligne qui croissent (UUID 7) : les index s'écrivent dans l'ordre, au lieu de partout."""
    hasard = secrets.token_hex(5)
    instant = f"{time.time_ns() // 1_000_000:012x}"
    debut = f"{instant[:8]}-{instant[8:]}-7{hasard[:3]}-8{hasard[3:6]}-{hasard[6:]}"
    return (f"{debut}{rang:08x}" for rang in count())


def creer(modele: type[ModeleMetier], objets: Iterable[ModeleMetier | Creation]) -> None:
    """Crée ces lignes. Lève le refus de la base, ou `RefusMetier` d'une colonne."""
    par_sorte: dict[tuple[str, ...], list[Creation]] = defaultdict(list)
    for objet in objets:
        creation = objet if isinstance(objet, Creation) else _a_plat(objet)
        par_sorte[tuple(creation.valeurs)].append(creation)
    for noms, creations in par_sorte.items():
        citees = [nom for nom in noms if _colonnes(modele)[nom].is_relation]
        _copier(modele, noms, _ranger(creations, citees[0]) if citees else creations)


def _ranger(creations: Iterable[Creation], citee: str) -> list[Creation]:
    """Par la clé qu'elles citent : les index et les clés étrangères vont d'une page à la suivante, au lieu de partout
    (un dixième du calcul de la base, sur un classeur d'heures)."""
    return sorted(creations, key=lambda creation: str(creation.valeurs[citee]))


def _a_plat(objet: ModeleMetier) -> Creation:
    noms = (nom for nom, champ in _colonnes(type(objet)).items() if not champ.primary_key)
    return Creation(type(objet), objet.pk, {nom: getattr(objet, nom) for nom in noms})


def _copier(modele: type[ModeleMetier], noms: Sequence[str], creations: Sequence[Creation]) -> None:
    """Colonne par colonne, et par petits blocs : la base range les premières lignes pendant qu'on écrit les autres."""
    colonnes = _colonnes(modele)
    communes = {nom: c for nom, c in colonnes.items() if not c.primary_key and (nom not in noms or _est_l_instant(c))}
    propres = [(rang, colonnes[nom]) for rang, nom in enumerate(noms) if nom not in communes]
    fin = "".join(f"\t{_en_copie(_lecteur(c)(_defaut(c)))}" for c in communes.values()) + "\n"
    ordre = [modele._meta.pk.column, *(champ.column for _, champ in propres), *(c.column for c in communes.values())]
    cites = ", ".join(f'"{nom}"' for nom in ordre)
    ordre_sql = f'COPY "{modele._meta.db_table}" ({cites}) FROM STDIN'
    with connection.cursor() as curseur, connection.wrap_database_errors, curseur.copy(ordre_sql) as flux:
        for bloc in par_paquets(creations, BLOC):
            valeurs = list(zip(*(creation.valeurs.values() for creation in bloc), strict=True))
            textes = (_en_copies(champ, valeurs[rang]) for rang, champ in propres)
            lignes = map("\t".join, zip((str(creation.pk) for creation in bloc), *textes, strict=True))
            flux.write(fin.join(lignes) + fin)


def _en_copies(champ: models.Field, valeurs: Sequence[Any]) -> list[str]:
    """Une colonne. Des heures, des mois, des clés reviennent : chaque valeur différente n'est préparée qu'une fois."""
    lire = _lecteur(champ)
    if isinstance(champ, models.JSONField) or len({*map(type, valeurs)} - {type(None)}) > 1:
        return [_en_copie(lire(valeur)) for valeur in valeurs]
    textes = {valeur: _en_copie(lire(valeur)) for valeur in {*valeurs}}
    return [textes[valeur] for valeur in valeurs]


def _en_copie(texte: str | None) -> str:
    if texte is None:
        return "\\N"
    return texte.translate(_EN_COPIE) if _A_ECHAPPER.search(texte) else texte


def modifier(modele: type[ModeleMetier], changements: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Change ces lignes, et avance leur version d'un. Lève comme `creer`."""
    par_sorte: dict[tuple[str, ...], dict[UUID, Mapping[str, Any]]] = defaultdict(dict)
    for pk, valeurs in changements.items():
        par_sorte[tuple(valeurs)][pk] = valeurs
    for noms, lignes in par_sorte.items():
        champs = [_colonnes(modele)[nom] for nom in noms]
        poses = [f'"{c.column}" = v."{c.column}"::{_type(c)}' for c in champs]
        tableaux = [_tableau(str(pk) for pk in lignes)]
        for nom, champ in zip(noms, champs, strict=True):
            lire = _lecteur(champ)
            tableaux.append(_tableau(lire(valeurs[nom]) for valeurs in lignes.values()))
        cites = ", ".join(["pk", *(f'"{c.column}"' for c in champs)])
        with connection.cursor() as curseur:
            curseur.execute(
                f'UPDATE "{modele._meta.db_table}" AS c SET {", ".join(poses)}, version = c.version + 1, '
                f"modifie_le = %s FROM unnest({', '.join(['%s::text[]'] * len(tableaux))}) AS v({cites}) "
                "WHERE c.id = v.pk::uuid",
                [timezone.now(), *tableaux],
            )


@lru_cache
def _colonnes(modele: type[ModeleMetier]) -> dict[str, models.Field]:
    """Les champs écrits, par leur nom de colonne en Python (`lot_id`)."""
    return {champ.attname: champ for champ in modele._meta.concrete_fields if not champ.generated}


def _est_l_instant(champ: models.Field) -> bool:
    """« modifié le » : l'instant de l'écriture, quoi qu'en dise l'objet."""
    return bool(getattr(champ, "auto_now", False))


def _defaut(champ: models.Field) -> Any:
    return timezone.now() if _est_l_instant(champ) else champ.get_default()


@lru_cache
def _lecteur(champ: models.Field) -> Callable[[Any], str | None]:
    """Ce qui écrit une valeur de ce champ, gardée comme `save` la garderait."""
    est_json, est_gardee = isinstance(champ, models.JSONField), isinstance(champ, SansNir)

    def lire(valeur: Any) -> str | None:
        if valeur is None:
            return None
        if est_json:
            prete = champ.get_db_prep_save(valeur, connection)
            return str(prete.dumps(prete.obj))
        simple = _SIMPLES.get(type(valeur))
        if simple is not None:
            return simple(valeur)
        return str(champ.get_db_prep_save(valeur, connection) if est_gardee and valeur else valeur)

    return lire


def _type(champ: models.Field) -> str:
    """Sans sa longueur : un texte trop long est refusé, pas coupé."""
    return "text" if isinstance(champ, models.CharField) else str(champ.db_type(connection))


def _tableau(textes: Iterable[str | None]) -> str:
    """Un tableau de la base en un seul texte : le pilote n'a pas à en préparer cinq mille."""
    return "{" + ",".join("NULL" if t is None else f'"{t.translate(_EN_TABLEAU)}"' for t in textes) + "}"
