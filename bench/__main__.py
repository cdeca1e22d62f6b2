"""`make bench` : les mesures du logiciel, chacune rapportée à un étalon mesuré dans la même course.

    python -m bench                    tout
    python -m bench pages              chaque page seule, un lecteur puis huit, contre une page vide du même site
    python -m bench classeur           un classeur de 50 000 lignes, contre sa lecture et son écriture nues
    python -m bench relecture          la relecture contre des étiquettes (--erreurs GROUPE : le détail)
    --operations 5000 --lignes 200000  la taille du pays de mesure
    --du-classeur 5000                 celle du classeur

Le pays de mesure vit à part (var/bench) : ni la démonstration ni une base de production n'est touchée.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

from config import env

DOSSIER = Path(env.RACINE) / "var" / "bench"  # un dossier par taille : agrandir le pays ne demande rien


def main() -> int:
    lecture = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecture.add_argument("quoi", nargs="?", choices=("tout", "pages", "classeur", "relecture"), default="tout")
    lecture.add_argument("--operations", type=int, default=5_000)
    lecture.add_argument("--lignes", type=int, default=200_000)
    lecture.add_argument("--du-classeur", type=int, default=50_000, metavar="N", help="lignes du classeur")
    lecture.add_argument("--erreurs", default="", metavar="GROUPE", help="relecture : un groupe, ou tout")
    lecture.add_argument("--enfant", nargs=4, help=argparse.SUPPRESS)  # une mesure du classeur, dans son processus
    options = lecture.parse_args()
    # La base de mesure doit être choisie avant que Django ne lise ses réglages : les mesures s'importent après.
    if not options.enfant:
        os.environ[env.VAR.nom] = str(DOSSIER / f"{options.operations}-{options.lignes}")
    os.environ.setdefault(env.REGLAGES.nom, env.REGLAGES.defaut)
    django.setup()
    if options.enfant:
        import_module("bench.classeur").enfant(*options.enfant)
        return 0
    for nom in ("pages", "classeur", "relecture"):
        if options.quoi in ("tout", nom):
            import_module(f"bench.{nom}").mesurer(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
