"""L'archive : un tar ordinaire, écrit au fil de l'eau, que ferme un sceau.

Dans l'ordre : `base.dump` (pg_dump, format « custom »), `cle_secrete` s'il y en a une, `fichiers/…`, `manifeste.json`
(taille et SHA-256 de chacun), `sceau` (SHA-256 de tout ce qui le précède, en-têtes compris). Un octet changé, ajouté ou
manquant se voit ; un tar venu d'ailleurs aussi.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import cattrs

from config.sauvegarde.erreurs import Refus

FORMAT = 1
BASE, CLE, FICHIERS, MANIFESTE, SCEAU = "base.dump", "cle_secrete", "fichiers/", "manifeste.json", "sceau"
MORCEAU = 1 << 20
FIN = 4 * tarfile.BLOCKSIZE  # l'en-tête du sceau, le sceau, les deux blocs vides qui ferment un tar
PAS_UNE_SAUVEGARDE = "« {} » n'est pas une sauvegarde de Clause ouverte, ou elle est incomplète : prenez-en une autre."
ABIMEE = "« {} » a été abîmée depuis qu'elle a été faite ({}) : prenez-en une autre."


@dataclass(frozen=True)
class Membre:
    taille: int  # octets
    sha256: str


@dataclass(frozen=True)
class Manifeste:
    """Ce que l'archive contient, et d'où elle vient."""

    logiciel: str
    format: int
    version: str  # du logiciel
    le: str  # date et heure ISO
    serveur: str  # version de PostgreSQL
    schema: str
    migrations: dict[str, list[str]]  # {application: celles que la base a passées}
    lignes: dict[str, int]  # {table: nombre de lignes}, au même instantané que la base
    cle: str  # « fichier », dans l'archive ; « environnement », elle n'y est pas
    absents: list[str]  # fichiers que la base nomme et que le disque n'a plus
    membres: dict[str, Membre]

    @property
    def fichiers(self) -> dict[str, Membre]:
        """{chemin dans le dossier des fichiers déposés: membre}"""
        return {nom.removeprefix(FICHIERS): m for nom, m in self.membres.items() if nom.startswith(FICHIERS)}


class Ecriture:
    """Écrit une archive dans un fichier ouvert en lecture et écriture, vide."""

    def __init__(self, sortie: IO[bytes]) -> None:
        self.sortie = sortie
        self.membres: dict[str, Membre] = {}

    def ajouter(self, nom: str, morceaux: Iterable[bytes]) -> None:
        """La taille ne se sait qu'à la fin : l'en-tête est écrit deux fois, de la même longueur."""
        debut, empreinte, taille = self.sortie.tell(), hashlib.sha256(), 0
        self.sortie.write(_entete(nom, 0))
        for morceau in morceaux:
            self.sortie.write(morceau)
            empreinte.update(morceau)
            taille += len(morceau)
        self.sortie.write(bytes(-taille % tarfile.BLOCKSIZE))
        suite = self.sortie.tell()
        self.sortie.seek(debut)
        self.sortie.write(_entete(nom, taille))
        self.sortie.seek(suite)
        self.membres[nom] = Membre(taille, empreinte.hexdigest())

    def fermer(self, manifeste: Manifeste) -> None:
        texte = json.dumps(asdict(manifeste), ensure_ascii=False, indent=1)
        self.ajouter(MANIFESTE, [texte.encode("utf-8", "surrogateescape")])
        longueur = self.sortie.tell()
        self.sortie.seek(0)
        sceau = _sceau(_empreinte(morceaux(self.sortie, longueur)))
        self.sortie.seek(longueur)
        self.sortie.write(sceau)


@dataclass(frozen=True)
class Archive:
    """Une archive vérifiée, le temps qu'elle est ouverte."""

    manifeste: Manifeste
    flux: IO[bytes]
    places: dict[str, int]  # {membre: où commencent ses octets}

    def lire(self, nom: str) -> Iterator[bytes]:
        self.flux.seek(self.places[nom])
        return morceaux(self.flux, self.manifeste.membres[nom].taille)


def morceaux(flux: IO[bytes], taille: int) -> Iterator[bytes]:
    """Les `taille` octets qui suivent ; lève OSError s'il en manque."""
    while taille:
        morceau = flux.read(min(MORCEAU, taille))
        if not morceau:
            raise OSError("le fichier a raccourci pendant qu'il était lu")
        taille -= len(morceau)
        yield morceau


@contextmanager
def ouvrir(chemin: Path) -> Iterator[Archive]:
    """L'archive, une fois tout entière vérifiée : le sceau, chaque nom, chaque empreinte. Lève Refus."""
    try:
        flux = chemin.open("rb", buffering=0)  # pg_restore en reçoit la place exacte
    except OSError as erreur:
        raise Refus(f"« {chemin} » ne peut pas être lu : {erreur.strerror}.") from erreur
    with flux:
        _verifier_le_sceau(flux, chemin)
        try:
            archive = _verifier_les_membres(flux, chemin)
        except tarfile.TarError as erreur:
            raise Refus(PAS_UNE_SAUVEGARDE.format(chemin.name)) from erreur
        yield archive


def _verifier_le_sceau(flux: IO[bytes], chemin: Path) -> None:
    longueur = flux.seek(0, 2) - FIN
    if longueur > 0:
        flux.seek(longueur)
        trouve = flux.read(FIN)
    if longueur <= 0 or not trouve.startswith(_entete(SCEAU, 64)):
        raise Refus(PAS_UNE_SAUVEGARDE.format(chemin.name))
    flux.seek(0)
    if trouve != _sceau(_empreinte(morceaux(flux, longueur))):
        raise Refus(ABIMEE.format(chemin.name, "son sceau ne répond plus de son contenu"))


def _verifier_les_membres(flux: IO[bytes], chemin: Path) -> Archive:
    flux.seek(0)
    with tarfile.open(fileobj=flux, mode="r:") as tar:
        fiches = tar.getmembers()
    noms = [fiche.name for fiche in fiches]
    # Ni lien, ni dossier, ni « .. » : un nom de l'archive ne mène jamais hors du dossier où il se pose.
    if len(set(noms)) < len(noms) or not all(f.isreg() and os.path.normpath(f.name) == f.name for f in fiches):
        raise Refus(PAS_UNE_SAUVEGARDE.format(chemin.name))
    places = {fiche.name: fiche.offset_data for fiche in fiches}
    tailles = {fiche.name: fiche.size for fiche in fiches}
    manifeste = _lire_le_manifeste(flux, places, tailles, chemin)
    permis = {BASE, CLE} | {nom for nom in noms if nom.startswith(FICHIERS)}
    if noms != [*manifeste.membres, MANIFESTE, SCEAU] or not {BASE} <= set(manifeste.membres) <= permis:
        raise Refus(ABIMEE.format(chemin.name, "ses membres ne sont pas ceux que dit son manifeste"))
    archive = Archive(manifeste, flux, places)
    for nom, membre in manifeste.membres.items():
        if tailles[nom] != membre.taille or _empreinte(archive.lire(nom)) != membre.sha256:
            raise Refus(ABIMEE.format(chemin.name, nom))
    return archive


def _lire_le_manifeste(flux: IO[bytes], places: dict[str, int], tailles: dict[str, int], chemin: Path) -> Manifeste:
    try:
        flux.seek(places[MANIFESTE])
        brut = json.loads(flux.read(tailles[MANIFESTE]).decode("utf-8", "surrogateescape"))
        if brut["format"] > FORMAT:
            raise Refus(f"« {chemin.name} » vient d'une version plus récente du logiciel : mettez-le à jour d'abord.")
        return cattrs.structure(brut, Manifeste)
    except (KeyError, TypeError, ValueError, cattrs.BaseValidationError) as erreur:
        raise Refus(PAS_UNE_SAUVEGARDE.format(chemin.name)) from erreur


def _empreinte(octets: Iterable[bytes]) -> str:
    empreinte = hashlib.sha256()
    for morceau in octets:
        empreinte.update(morceau)
    return empreinte.hexdigest()


def _entete(nom: str, taille: int) -> bytes:
    fiche = tarfile.TarInfo(nom)
    fiche.size, fiche.mode = taille, 0o600
    return fiche.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _sceau(empreinte: str) -> bytes:
    return (_entete(SCEAU, 64) + empreinte.encode()).ljust(FIN, b"\0")
