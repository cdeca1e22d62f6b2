"""Une copie du dépôt, une chose cassée à la fois, les tests qui doivent le voir, et leur verdict."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from config import env
from tests.eprouver.mutations import Mutation

# La base d'une épreuve à l'autre est la même : ni migrations ni serveur à refaire. Sans octets compilés, un fichier
# cassé puis rétabli dans la même seconde n'est pas lu d'après sa version d'avant.
PYTEST = (
    sys.executable,
    "-B",
    "-m",
    "pytest",
    "-x",
    "-q",
    "--reuse-db",
    "-p",
    "no:cacheprovider",
    "-m",
    "not navigateur",
)
LIES = (".venv", "node_modules")
ATTRAPEE, PASSEE, PANNE, PERIMEE = "attrapée", "passée", "en panne", "périmée"


@dataclass(frozen=True)
class Verdict:
    """`par` : le test qui a vu la mutation, ou ce qui empêche de conclure."""

    mutation: Mutation
    issue: str
    par: str
    secondes: float

    @property
    def est_attrapee(self) -> bool:
        return self.issue == ATTRAPEE


def copier(racine: Path, copie: Path) -> None:
    """Ce que git suit ou pourrait suivre, dans l'état où il est ; l'environnement, par un lien."""
    commande = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    noms = subprocess.run(commande, cwd=racine, capture_output=True, text=True, check=True).stdout.split("\0")
    for nom in noms:
        if nom and nom not in LIES and (racine / nom).is_file():
            (copie / nom).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(racine / nom, copie / nom)
    for nom in LIES:
        if (racine / nom).exists():
            (copie / nom).symlink_to((racine / nom).resolve())


def occurrences(racine: Path, mutation: Mutation) -> int:
    """Combien de fois le fichier porte le texte à casser : une seule, ou la table est périmée."""
    fichier = racine / mutation.fichier
    return fichier.read_text(encoding="utf-8").count(mutation.avant) if fichier.is_file() else 0


@contextmanager
def cassee(copie: Path, mutation: Mutation) -> Iterator[None]:
    """Le temps du bloc, le fichier de la copie porte la faute ; puis il redevient ce qu'il était, date comprise."""
    fichier = copie / mutation.fichier
    texte, date = fichier.read_text(encoding="utf-8"), fichier.stat()
    fichier.write_text(texte.replace(mutation.avant, mutation.apres), encoding="utf-8")
    try:
        yield
    finally:
        fichier.write_text(texte, encoding="utf-8")
        os.utime(fichier, ns=(date.st_atime_ns, date.st_mtime_ns))


def passer(copie: Path, essais: Sequence[str]) -> tuple[int, str]:
    """(code de pytest, ce qu'il a dit) pour ces tests de la copie."""
    ailleurs = {env.DATABASE_URL.nom, env.DATABASE_URL_PROPRIETAIRE.nom}
    milieu = {nom: valeur for nom, valeur in os.environ.items() if nom not in ailleurs}
    fait = subprocess.run([*PYTEST, *essais], cwd=copie, env=milieu, capture_output=True, text=True, check=False)
    return fait.returncode, fait.stdout + fait.stderr


def juger(code: int, sortie: str) -> tuple[str, str]:
    """(issue, pourquoi). Seul un test en échec attrape : une erreur de collecte ou de préparation ne prouve rien."""
    vu = re.search(r"^FAILED (.+?)(?: - .*)?$", sortie, re.MULTILINE)
    if code == 1 and vu:
        return ATTRAPEE, _lisible(vu[1])
    if code == 0:
        return PASSEE, "aucun de ses tests n'échoue"
    return PANNE, sortie.strip().splitlines()[-1] if sortie.strip() else f"pytest rend {code}"


def _lisible(nom: str) -> str:
    """Les accents que pytest échappe dans le nom d'un cas."""
    return re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", lambda code: chr(int(code[1] or code[2], 16)), nom)


def eprouver(copie: Path, mutation: Mutation) -> Verdict:
    depart = perf_counter()
    if (fois := occurrences(copie, mutation)) != 1:
        return Verdict(mutation, PERIMEE, f"« {mutation.avant} » y est {fois} fois", 0.0)
    with cassee(copie, mutation):
        issue, par = juger(*passer(copie, mutation.essais))
    return Verdict(mutation, issue, par, perf_counter() - depart)
