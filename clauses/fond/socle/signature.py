"""La signature des écritures : la base refuse toute écriture métier qui n'a pas d'auteur.

`@service` ouvre une transaction et la signe de l'acteur `par` ; les déclencheurs du journal lisent
cette signature (`current_setting('clause.auteur')`) et lèvent une erreur si elle manque.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.valeurs import REFUS_DU_NIR, contient_nir

P = ParamSpec("P")
R = TypeVar("R")

_CLES = ("clause.auteur", "clause.auteur_nom", "clause.motif")


# Les anciennes valeurs d'abord, les neuves ensuite, en un seul aller-retour : la première table est lue avant.
_ECHANGER = (
    "WITH avant AS MATERIALIZED (SELECT "
    + ", ".join(f"coalesce(current_setting('{cle}', true), '') AS v{rang}" for rang, cle in enumerate(_CLES))
    + ") SELECT v0, v1, v2, "
    + ", ".join(f"set_config('{cle}', %s, true)" for cle in _CLES)
    + " FROM avant"
)


def _echanger(valeurs: Sequence[str]) -> list[str]:
    """Pose ces valeurs, dans l'ordre de _CLES, et rend celles d'avant."""
    with connection.cursor() as curseur:
        curseur.execute(_ECHANGER, valeurs)
        return list(curseur.fetchone()[: len(_CLES)])


@contextmanager
def signer(acteur: Acteur, motif: str = "") -> Iterator[None]:
    """Signe de `acteur` toutes les écritures du bloc, dans une transaction, puis rend la signature d'avant."""
    if contient_nir(motif):  # le motif entre au journal sans passer par une colonne du métier
        raise RefusMetier(REFUS_DU_NIR, champ="motif")
    with transaction.atomic():
        avant = _echanger([acteur.identifiant, acteur.nom, motif])
        yield
        # Atteint seulement si tout va bien : une erreur annule la transaction, donc la signature.
        _echanger(avant)


def service(fonction: Callable[P, R]) -> Callable[P, R]:
    """Un verbe du métier : une transaction, signée de son argument nommé `par` (et de `motif` s'il y en a un,
    donné ou par défaut)."""

    parametre = signature(fonction).parameters.get("motif")
    motif_par_defaut = parametre.default if parametre is not None and isinstance(parametre.default, str) else ""

    @wraps(fonction)
    def signe(*args: P.args, **kwargs: P.kwargs) -> R:
        par = kwargs.get("par")
        if not isinstance(par, Acteur):
            raise TypeError(f"Le service « {fonction.__qualname__} » demande l'argument nommé par=Acteur.")
        with signer(par, str(kwargs.get("motif") or motif_par_defaut)):
            return fonction(*args, **kwargs)

    signe.est_un_service = True  # type: ignore[attr-defined]
    return signe


def service_par_etapes(fonction: Callable[P, R]) -> Callable[P, R]:
    """Un verbe long, fait d'étapes qui s'enregistrent l'une après l'autre : il signe chacune par `signer(par)`.

    Une coupure garde les étapes faites : le verbe doit pouvoir être repris sans rien doubler.
    """

    @wraps(fonction)
    def demande_un_acteur(*args: P.args, **kwargs: P.kwargs) -> R:
        if not isinstance(kwargs.get("par"), Acteur):
            raise TypeError(f"Le service « {fonction.__qualname__} » demande l'argument nommé par=Acteur.")
        return fonction(*args, **kwargs)

    demande_un_acteur.est_un_service = True  # type: ignore[attr-defined]
    return demande_un_acteur
