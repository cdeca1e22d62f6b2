"""Garder un fichier déposé, et n'en appliquer qu'un à la fois."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import attendre_son_tour
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.paquets import sans_ramassage
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.socle.models import FichierImporte

F = TypeVar("F", bound=FichierImporte)
TAILLE_MAX = 30_000_000
Etat = FichierImporte.Etat


def deposer(modele: type[F], contenu: bytes, nom: str, /, *, par: Acteur, **champs: Any) -> F:
    """Le fichier, à enregistrer ; ou celui, tout pareil, qui attend déjà d'être appliqué chez cette structure.

    Lève `RefusMetier` s'il est trop gros.
    """
    if len(contenu) > TAILLE_MAX:
        raise RefusMetier(f"Le fichier pèse plus de {TAILLE_MAX // 1_000_000}\u202fMo. Le découper.", champ="fichier")
    empreinte = hashlib.sha256(contenu).hexdigest()
    attendre_son_tour(f"{modele._meta.label_lower}-{par.porteuse_id}")
    qui: dict[str, Any] = {"porteuse_id": par.porteuse_id, "empreinte": empreinte, **champs}
    en_attente = modele._default_manager.filter(annule_le=None, etat__in=(Etat.DEPOSE, Etat.VERIFIE), **qui)
    deja = en_attente.order_by("-cree_le", "pk").first()
    return deja or modele(nom_fichier=nom[:250], contenu=contenu, depose_par=par.nom[:200], **qui)


def noter(depose: FichierImporte, rapport: Rapport, etat: str = Etat.VERIFIE) -> None:
    """Garde le rapport, l'état et ce que l'appelant a changé ; n'écrit rien si tout est déjà gardé. Le fichier, et ce
    qui n'a pas été lu, ne sont pas récrits."""
    with sans_ramassage():
        garde = rapport.en_json()
        if depose.etat == etat and depose.rapport == garde:
            return
        depose.etat, depose.rapport, depose.lignes_lues = etat, garde, rapport.lignes_lues
        tous = {champ.name for champ in depose._meta.concrete_fields} - {"id", "contenu"} - depose.get_deferred_fields()
        depose.save(update_fields=None if depose._state.adding else tous)


@contextmanager
def seul(nom: str, refus: str) -> Iterator[None]:
    """Un seul travail de ce nom à la fois ; lève `RefusMetier(refus)` s'il court déjà.

    Le verrou tient d'une transaction à l'autre, et meurt avec la connexion. Dans une transaction (un envoi à l'écran),
    il en attend la fin : rendu plus tôt, le suivant ne verrait pas encore ce qui vient d'être écrit.
    """
    portee = "xact_" if connection.in_atomic_block else ""
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT pg_try_advisory_{portee}lock(hashtextextended(%s, 0))", [nom])
        if not curseur.fetchone()[0]:
            raise RefusMetier(refus)
    try:
        yield
    finally:
        if not portee:
            with connection.cursor() as curseur:
                curseur.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [nom])
