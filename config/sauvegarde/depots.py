"""Les fichiers déposés et la clé secrète, sur le disque.

Un fichier déposé porte un nom tiré au sort, ne change jamais, et s'écrit avant la ligne qui le nomme : lus après
l'instantané de la base, tous ceux qu'elle nomme y sont. De même au retour : ceux de l'archive se posent à côté des
autres avant que la base bascule, et ce qui n'est plus nommé ne s'écarte qu'après.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config import env
from config.cle_secrete import FICHIER as NOM_DE_LA_CLE
from config.sauvegarde.archive import CLE, FICHIERS, MORCEAU, Archive, Membre
from config.sauvegarde.erreurs import Refus

EN_COURS = ".restauration"  # dans le dossier des fichiers : un renommage n'y change pas de disque


def dossier() -> Path:
    return Path(settings.MEDIA_ROOT)


def cle() -> Path:
    return env.VAR.lire() / NOM_DE_LA_CLE


def deposes() -> list[str]:
    """Chemins des fichiers, dans leur dossier, en ordre. Lève Refus sur un dossier qui est un lien."""
    trouves = []
    for ici, sous, fichiers in os.walk(dossier()):
        if EN_COURS in sous:
            sous.remove(EN_COURS)
        if liens := [nom for nom in sous if Path(ici, nom).is_symlink()]:
            raise Refus(f"{Path(ici, liens[0])} est un lien vers un autre dossier : mettez-y le dossier lui-même.")
        trouves += [str(Path(ici, nom).relative_to(dossier())) for nom in fichiers]
    return sorted(trouves)


def octets(chemin: Path) -> Iterator[bytes]:
    with chemin.open("rb") as flux:
        while morceau := flux.read(MORCEAU):
            yield morceau


def _est(chemin: Path, membre: Membre) -> bool:
    if not chemin.is_file() or chemin.stat().st_size != membre.taille:
        return False
    empreinte = hashlib.sha256()
    for morceau in octets(chemin):
        empreinte.update(morceau)
    return empreinte.hexdigest() == membre.sha256


class Retour:
    """Ce qui revient sur le disque, en trois temps : `preparer`, `poser`, puis, la base basculée, `ecarter`."""

    def __init__(self, archive: Archive, instant: str) -> None:
        self.archive = archive
        self.voulus = archive.manifeste.fichiers
        self.attente = dossier() / EN_COURS
        self.ecartes = env.VAR.lire() / f"avant-restauration_{instant}"

    @contextmanager
    def preparer(self) -> Iterator[None]:
        """Écrit à part ce que le disque n'a pas déjà ; le retire à la fin, quoi qu'il arrive."""
        shutil.rmtree(self.attente, ignore_errors=True)  # une restauration tuée
        try:
            for nom, membre in self.voulus.items():
                if not _est(dossier() / nom, membre):
                    _ecrire(self.attente / nom, self.archive.lire(FICHIERS + nom), 0o644)
            yield
        finally:
            shutil.rmtree(self.attente, ignore_errors=True)

    def poser(self) -> None:
        """Les fichiers que le disque n'a pas ; ce qui servait n'en est pas changé."""
        for nom in self.voulus:
            if (self.attente / nom).exists() and not (dossier() / nom).exists():
                _deplacer(self.attente / nom, dossier() / nom)

    def ecarter(self, *, avec_la_cle: bool) -> None:
        """Les fichiers que la base restaurée ne connaît pas s'en vont à côté, ceux qui avaient changé reviennent."""
        for nom in deposes():
            if nom not in self.voulus or (self.attente / nom).exists():
                self._mettre_de_cote(dossier() / nom, FICHIERS + nom)
            if (self.attente / nom).exists():
                _deplacer(self.attente / nom, dossier() / nom)
        if avec_la_cle and not (cle().exists() and _est(cle(), self.archive.manifeste.membres[CLE])):
            if cle().exists():
                self._mettre_de_cote(cle(), CLE, copier=True)
            neuve = cle().with_name(f".{CLE}.restauree")
            _ecrire(neuve, self.archive.lire(CLE), 0o600)
            neuve.replace(cle())

    def _mettre_de_cote(self, chemin: Path, nom: str, *, copier: bool = False) -> None:
        self.ecartes.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.ecartes / nom).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copy2 if copier else shutil.move)(chemin, self.ecartes / nom)


def _ecrire(chemin: Path, morceaux: Iterable[bytes], mode: int) -> None:
    _creer(chemin.parent)
    chemin.unlink(missing_ok=True)
    with open(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as sortie:
        for morceau in morceaux:
            sortie.write(morceau)
        sortie.flush()
        os.fsync(sortie.fileno())
    _confier(chemin)


def _deplacer(de: Path, vers: Path) -> None:
    _creer(vers.parent)
    de.replace(vers)


def _creer(chemin: Path) -> None:
    if not chemin.is_dir():
        _creer(chemin.parent)
        chemin.mkdir()
        _confier(chemin)


def _confier(chemin: Path) -> None:
    """Sous root, ce qui s'écrit est à qui est le dossier var : le site doit pouvoir le lire."""
    if os.geteuid() == 0:
        fiche = env.VAR.lire().stat()
        os.chown(chemin, fiche.st_uid, fiche.st_gid)
