"""`make verifier` : chaque contrôle à son tour, tous joués, un code de sortie.

python -m config.verifier [nom…]
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from config import env

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Controle:
    nom: str
    commande: tuple[str, ...]
    environnement: dict[str, str] = field(default_factory=dict)


def outil(nom: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / nom), *arguments)


def gerer(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "CLAUSE_OUVERTE_HOTES": "clause.exemple.fr",
    "CLAUSE_OUVERTE_CLE_SECRETE": "une-cle-donnee-au-seul-controle-longue-et-variee-0123456789-abcdefgh",
}

CONTROLES = (
    Controle("format", outil("ruff", "format", "--check", "--quiet", ".")),
    Controle("defauts", outil("ruff", "check", "--quiet", ".")),
    Controle("types", outil("mypy", "--no-error-summary")),
    Controle("code mort", (sys.executable, "-m", "config.code_mort")),
    Controle("imports", outil("lint-imports", "--no-logo")),
    Controle("reglages", gerer("check", "--fail-level", "WARNING")),
    Controle("production", gerer("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Controle("migrations", gerer("makemigrations", "--check", "--dry-run")),
    Controle("gabarits", gerer("compiler_gabarits")),
    Controle("djlint", outil("djlint", "--lint", "--check", "--quiet", "clauses")),
)


def passer(controle: Controle) -> tuple[bool, str]:
    fait = subprocess.run(
        controle.commande,
        cwd=env.RACINE,
        env={**os.environ, **controle.environnement},
        capture_output=True,
        text=True,
        check=False,
    )
    return fait.returncode == 0, fait.stdout + fait.stderr


def main(noms: list[str]) -> int:
    """Nombre de contrôles en échec."""
    echecs = 0
    for controle in CONTROLES:
        if noms and controle.nom not in noms:
            continue
        debut = time.monotonic()
        reussi, sortie = passer(controle)
        print(f"{'✓' if reussi else '✗'} {controle.nom:<14} {time.monotonic() - debut:5.1f} s", flush=True)
        if not reussi:
            echecs += 1
            print("  $ " + " ".join(controle.commande).replace(str(env.RACINE) + "/", ""))
            print("\n".join(f"    {ligne}" for ligne in sortie.strip().splitlines()), flush=True)
    return echecs


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
