"""Restaurer : tout se vérifie avant de toucher à rien, se prépare à côté, puis bascule d'un coup.

Dans l'ordre : l'archive, le site à l'arrêt, la base restaurée et migrée dans un schéma à côté, les fichiers posés près
des autres ; la bascule, une transaction ; enfin les fichiers et la clé d'avant, mis de côté. Une panne ou une mort
avant la bascule laisse ce qui servait ; après, ce qui est restauré ; refaire la commande finit le reste.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import Error as ErreurDeBase
from django.utils import timezone

from config import env
from config.sauvegarde import bascule, depots
from config.sauvegarde.archive import CLE, Archive, Manifeste
from config.sauvegarde.erreurs import Inacheve, Refus


@dataclass(frozen=True)
class Restauration:
    manifeste: Manifeste
    migree: bool
    ecartes: Path | None  # le dossier des fichiers et de la clé d'avant, s'il y en avait d'autres
    cle_rendue: bool


def restaurer(archive: Archive, accepter: Callable[[dict[str, int]], bool]) -> Restauration:
    """Remet ce que contient une archive vérifiée. Lève Refus, Echec, OSError.

    `accepter` : dit si l'on remplace ces tables (nombre de lignes) ; appelé seulement s'il y en a.
    """
    with _une_a_la_fois(), bascule.personne_d_autre():
        bascule.verifier_le_droit()
        migrer = bascule.verifier_la_version(archive.manifeste)
        if (deja := bascule.deja_la()) and not accepter(deja):
            raise Refus("Rien n'est touché.")
        return _remettre(archive, migrer)


def _remettre(archive: Archive, migrer: bool) -> Restauration:
    retour = depots.Retour(archive, f"{timezone.localtime():%Y-%m-%d_%H%M%S}")
    avec_la_cle = CLE in archive.manifeste.membres and not env.CLE_SECRETE.lire()
    with retour.preparer():
        try:
            bascule.restaurer_a_cote(archive)
            if migrer:
                bascule.migrer_a_cote()
            retour.poser()
            bascule.verifier_que_personne()
            bascule.basculer(archive.manifeste.schema)
        except BaseException:
            with suppress(ErreurDeBase):
                bascule.oublier_le_cote()
            raise
        try:
            retour.ecarter(avec_la_cle=avec_la_cle)
        except OSError as erreur:
            raise Inacheve(
                f"La base est restaurée, ses fichiers aussi ; la clé, ou ce que le disque avait d'autre, attend "
                f"({erreur}). Rendez de la place ou le droit d'écrire, puis relancez avec --remplacer."
            ) from erreur
    with suppress(ErreurDeBase):
        bascule.mesurer()
    return Restauration(
        archive.manifeste, migrer, retour.ecartes if retour.ecartes.exists() else None, cle_rendue=avec_la_cle
    )


@contextmanager
def _une_a_la_fois() -> Iterator[None]:
    with (env.VAR.lire() / "restauration.verrou").open("w") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as erreur:
            raise Refus("Une autre restauration est en cours : attendez sa fin.") from erreur
        yield
