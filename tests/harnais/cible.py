"""`make essais CIBLE=sourcing` : les dossiers et les fichiers de tests à passer quand on travaille sur une tranche.

Une cible est une tranche, un étage (`avant`), `regles`, `lecteur`, un dossier de `tests/`, ou un chemin. Viennent avec
elle les tests d'ailleurs qui l'emploient. Sans cible : tout.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
OU = ("clauses/*/{0}", "clauses/{0}", "tests/{0}", "{0}", "config/{0}")


class CibleInconnue(ValueError):
    """Aucun dossier ni fichier de ce nom."""


def chemins(cible: str, racine: Path = RACINE) -> list[str]:
    """Les arguments de pytest pour cette cible, du dossier aux fichiers d'ailleurs qui l'importent."""
    lieux = next((trouves for motif in OU if (trouves := sorted(racine.glob(motif.format(cible))))), [])
    if not lieux:
        raise CibleInconnue(f"CIBLE={cible} : ni tranche, ni étage, ni dossier, ni fichier de tests de ce nom.")
    modules = [str(lieu.relative_to(racine)).removesuffix(".py").replace("/", ".") for lieu in lieux]
    emploi = re.compile(rf"^from ({'|'.join(map(re.escape, modules))})[. ]", re.MULTILINE)
    ailleurs = (t for t in _tests(racine) if not any(t.is_relative_to(lieu) for lieu in lieux))
    employeurs = [t for t in ailleurs if emploi.search(t.read_text(encoding="utf-8"))]
    return [str(chemin.relative_to(racine)) for chemin in (*lieux, *employeurs)]


def _tests(racine: Path) -> Iterable[Path]:
    for dossier in ("clauses", "regles", "lecteur", "config", "tests"):
        yield from sorted((racine / dossier).rglob("test_*.py"))


if __name__ == "__main__":
    try:
        print(" ".join(chemin for cible in sys.argv[1:] for chemin in chemins(cible)))
    except CibleInconnue as erreur:
        sys.exit(str(erreur))
