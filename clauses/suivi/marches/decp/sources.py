"""Ouvrir un fichier de données essentielles : JSON, XML, tableau ou archive ; le contenu décide."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from clauses.fond.socle.lecture import Bornes, FichierIllisible, lire_sur_place

from .flux_json import enregistrements_json, est_json
from .flux_xml import enregistrements_xml, est_xml
from .noms import cle_colonne

TAILLE_MAX = 4_000_000_000
LIGNES_MAX = 5_000_000
_REMEDE = "Fournir un fichier JSON, XML ou CSV de données essentielles de la commande publique."

Rangee = tuple[int, dict[str, object], str | None]
Lecture = Callable[[], Iterator[Rangee]]


@dataclass(frozen=True)
class Source:
    """Un fichier de marchés : `lire()` en redonne les enregistrements (rang, champs, anomalie) depuis le début."""

    nom: str
    en_tableau: bool
    lire: Lecture


@contextmanager
def ouvrir(flux: BinaryIO, nom: str) -> Iterator[list[Source]]:
    """Les sources d'un fichier : une, ou une par membre d'une archive .zip."""
    with ExitStack() as pile:
        yield list(_sources(flux, nom, pile))


def _sources(flux: BinaryIO, nom: str, pile: ExitStack) -> Iterator[Source]:
    flux.seek(0)
    debut = flux.read(4096)
    flux.seek(0)
    if debut.startswith(b"PK\x03\x04") and not _est_classeur(flux, nom):
        yield from _membres(flux, nom, pile)
    elif est_json(debut):
        yield Source(nom, False, lambda: enregistrements_json(flux, nom))
    elif est_xml(debut):
        yield Source(nom, False, lambda: enregistrements_xml(flux, nom))
    else:
        yield Source(nom, True, _lecture_tableau(flux, nom))


def _est_classeur(flux: BinaryIO, nom: str) -> bool:
    try:
        with zipfile.ZipFile(flux) as archive:
            noms = archive.namelist()
    except (zipfile.BadZipFile, OSError) as erreur:
        raise FichierIllisible(
            nom, "l'archive est tronquée ou abîmée.", "Télécharger de nouveau le fichier."
        ) from erreur
    return "mimetype" in noms or "[Content_Types].xml" in noms


def _membres(flux: BinaryIO, nom: str, pile: ExitStack) -> Iterator[Source]:
    """Chaque membre, décompressé dans un fichier temporaire (il sera parcouru deux fois)."""
    with zipfile.ZipFile(flux) as archive:
        membres = [m for m in archive.infolist() if not m.is_dir() and not Path(m.filename).name.startswith(".")]
        membres = [m for m in membres if not m.filename.startswith("__MACOSX/")]
        if not membres:
            raise FichierIllisible(nom, "l'archive est vide.", _REMEDE)
        if sum(m.file_size for m in membres) > TAILLE_MAX:
            raise FichierIllisible(nom, "une fois décompressée, l'archive est trop grande.", "La découper.")
        for membre in membres:
            temporaire = pile.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 — la pile le referme
            try:
                with archive.open(membre) as origine:
                    shutil.copyfileobj(origine, temporaire, 1 << 20)
            except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError) as erreur:
                raise FichierIllisible(
                    nom,
                    f"« {membre.filename} » ne se décompresse pas (mot de passe, ou archive abîmée).",
                    "Télécharger de nouveau le fichier, ou le décompresser avant l'import.",
                ) from erreur
            yield from _sources(temporaire, f"{nom}/{membre.filename}", pile)


def _lecture_tableau(flux: BinaryIO, nom: str) -> Lecture:
    tableau = lire_sur_place(flux, nom, Bornes(LIGNES_MAX, TAILLE_MAX, TAILLE_MAX))
    cles = {cle_colonne(entete) for entete in tableau.entetes}
    if not cles & {"id", "uid", "marcheid", "idmarche", "identifiantmarche"} or not any(
        "acheteur" in c or "autoriteconcedante" in c for c in cles
    ):
        raise FichierIllisible(
            nom,
            "ce tableau n'est pas un tableau de marchés : il faut au moins l'identifiant du marché (« id ») "
            "et le SIRET de l'acheteur (« acheteur_id »).",
            _REMEDE,
        )

    def lire() -> Iterator[Rangee]:
        for ligne in tableau:
            yield ligne.numero, ligne.cellules, ligne.anomalie

    return lire
