"""Ce qu'on a lu de chaque fichier, gardé d'une question à l'autre tant qu'il n'a pas changé."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from config import env


@dataclass(frozen=True)
class Lieu:
    """`sorte` : « règle », « écran »… ; `quoi` : une phrase ; `ou` : « chemin:ligne »."""

    sorte: str
    quoi: str
    ou: str


Lecture = Callable[[Path, str], Iterator[Lieu]]


def relire(fichiers: Iterable[tuple[Path, Lecture]], racine: Path) -> Iterator[Lieu]:
    """Les lieux de ces fichiers ; seuls ceux qui ont changé depuis la dernière fois sont relus. Ce qui lit compte :
    si ce paquet change, tout se relit."""
    memoire = Path(env.VAR.lire()) / "ou.json"
    ici = [fichier.stat().st_mtime_ns for fichier in sorted(Path(__file__).parent.glob("*.py"))]
    connus: dict[str, list[Any]] = {}
    with suppress(OSError, ValueError):
        garde = json.loads(memoire.read_text(encoding="utf-8"))
        connus = garde["fichiers"] if garde["ici"] == ici else {}
    lus: dict[str, list[Any]] = {}
    for fichier, lecture in fichiers:
        ou, date = str(fichier.relative_to(racine)), fichier.stat().st_mtime_ns
        deja = connus.get(ou)
        lus[ou] = deja if deja and deja[0] == date else [date, [astuple(lieu) for lieu in lecture(fichier, ou)]]
        yield from (Lieu(*trois) for trois in lus[ou][1])
    if lus != connus:
        with suppress(OSError):  # un dossier qu'on ne peut pas écrire coûte deux secondes, pas la réponse
            memoire.parent.mkdir(parents=True, exist_ok=True)
            memoire.write_text(json.dumps({"ici": ici, "fichiers": lus}), encoding="utf-8")
