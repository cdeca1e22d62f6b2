"""Sauvegarder : l'archive s'écrit sous un nom provisoire, se relit tout entière, puis seulement prend le sien.

Tuée, à court de place, en panne : le dossier n'a rien de plus qu'avant. La suivante retire le provisoire d'une morte.
"""

import fcntl
import os
import re
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.utils import timezone

from config import env
from config.sauvegarde import archive, depots, vidage
from config.sauvegarde.erreurs import Echec, Refus

NOM = re.compile(r"clause-ouverte_\d{4}-\d{2}-\d{2}_\d{6}\.tar")
PROVISOIRE = re.compile(r"\.clause-ouverte_[\d_-]+\.tar\.partiel")


def sauvegarder(destination: Path, garder: int | None) -> tuple[Path, archive.Manifeste, list[Path]]:
    """L'archive faite et vérifiée, ce qu'elle contient, celles que la rotation a effacées. Lève Refus, Echec, OSError.

    `garder` : combien de nos archives restent dans le dossier, celle-ci comprise.
    """
    dossier = _verifier_la_destination(destination)
    _oublier_les_mortes(dossier)
    with _reserver(dossier) as (provisoire, sortie, definitif):
        _ecrire(sortie)
        sortie.flush()
        os.fsync(sortie.fileno())
        manifeste = _relire(provisoire)
        provisoire.rename(definitif)
    _confier_au_disque(dossier)
    return definitif, manifeste, _tourner(dossier, definitif, garder)


def _verifier_la_destination(destination: Path) -> Path:
    dossier = destination.resolve()
    if not dossier.is_dir():
        raise Refus(
            f"Le dossier {destination} n'existe pas : montez son disque, ou créez-le (install -d -m 700 {destination})."
        )
    for sauve in {env.VAR.lire().resolve(), depots.dossier().resolve()}:
        if dossier.is_relative_to(sauve):
            raise Refus(
                f"{destination} est dans {sauve}, qui est ce que l'on sauvegarde : ce qui l'emporterait emporterait "
                "ses sauvegardes. Choisissez un autre dossier, au mieux sur un autre disque."
            )
    return dossier


@contextmanager
def _reserver(dossier: Path) -> Iterator[tuple[Path, IO[bytes], Path]]:
    """Un nom à la seconde, à nous seuls : le provisoire se crée s'il n'existe pas, et se tient verrouillé."""
    while True:
        definitif = dossier / f"clause-ouverte_{timezone.localtime():%Y-%m-%d_%H%M%S}.tar"
        provisoire = definitif.with_name(f".{definitif.name}.partiel")
        try:
            descripteur = os.open(provisoire, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            time.sleep(0.1)
            continue
        with os.fdopen(descripteur, "w+b") as sortie:
            fcntl.flock(sortie, fcntl.LOCK_EX)
            try:
                if definitif.exists() or not _est_encore_la(sortie, provisoire):
                    time.sleep(0.1)
                    continue
                yield provisoire, sortie, definitif
                return
            finally:
                if _est_encore_la(sortie, provisoire):
                    provisoire.unlink()


def _est_encore_la(sortie: IO[bytes], provisoire: Path) -> bool:
    """Entre la création et le verrou, une autre sauvegarde a pu le prendre pour celui d'une morte."""
    try:
        return os.path.samestat(os.fstat(sortie.fileno()), provisoire.stat())
    except FileNotFoundError:
        return False


def _oublier_les_mortes(dossier: Path) -> None:
    for provisoire in dossier.iterdir():
        if not PROVISOIRE.fullmatch(provisoire.name):
            continue
        with suppress(FileNotFoundError, PermissionError, BlockingIOError), provisoire.open("rb") as ouvert:
            fcntl.flock(ouvert, fcntl.LOCK_EX | fcntl.LOCK_NB)  # lève BlockingIOError si elle vit
            provisoire.unlink()


def _ecrire(sortie: IO[bytes]) -> None:
    ecriture = archive.Ecriture(sortie)
    with vidage.instantane() as instant:
        ecriture.ajouter(archive.BASE, vidage.vider(instant))
    # La clé que donne l'environnement est tenue ailleurs, exprès : elle n'entre pas dans un fichier de plus.
    cle = "environnement" if env.CLE_SECRETE.lire() else "fichier"
    if cle == "fichier":
        ecriture.ajouter(archive.CLE, depots.octets(depots.cle()))
    for nom in depots.deposes():
        ecriture.ajouter(archive.FICHIERS + nom, depots.octets(depots.dossier() / nom))
    ecriture.fermer(
        archive.Manifeste(
            logiciel="clause-ouverte",
            format=archive.FORMAT,
            version=version(),
            le=timezone.localtime().isoformat(timespec="seconds"),
            serveur=instant.serveur,
            schema=instant.schema,
            migrations=instant.migrations,
            lignes=instant.lignes,
            cle=cle,
            absents=sorted(nom for nom in instant.fichiers if archive.FICHIERS + nom not in ecriture.membres),
            membres=ecriture.membres,
        )
    )


def _relire(chemin: Path) -> archive.Manifeste:
    """L'archive relue du disque : tout ce qui y est est bon, et le vidage donne chaque ligne de chaque table."""
    with archive.ouvrir(chemin) as relue:
        place, schema = relue.places[archive.BASE], relue.manifeste.schema
        with vidage.en_sql(relue.flux, place, schema) as lignes:
            relues = vidage.compter_les_copies(lignes)
        if relues != relue.manifeste.lignes:
            annoncees = relue.manifeste.lignes.items()
            fausses = sorted({table for table, _ in relues.items() ^ annoncees})
            raise Echec(f"Le vidage relu n'a pas les lignes de la base ({', '.join(fausses[:5])}) : recommencez.")
        return relue.manifeste


def _tourner(dossier: Path, faite: Path, garder: int | None) -> list[Path]:
    """Efface nos plus vieilles archives ; jamais celle-ci, ni un fichier qui n'est pas à nous."""
    if garder is None:
        return []
    autres = sorted(
        f for f in dossier.iterdir() if NOM.fullmatch(f.name) and f.is_file() and not f.is_symlink() and f != faite
    )
    effacees = autres[: max(0, len(autres) - (garder - 1))]
    for vieille in effacees:
        vieille.unlink()
    return effacees


def _confier_au_disque(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def version() -> str:
    projet = tomllib.loads((env.RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    return str(projet["project"]["version"])
