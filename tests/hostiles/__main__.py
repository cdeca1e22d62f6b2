"""Écrit les mauvais fichiers dans un dossier."""

import argparse
from itertools import chain
from pathlib import Path

from tests.hostiles import bombes, legers


def principal() -> None:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("dossier", type=Path)
    lecteur.add_argument("--graine", type=int, default=0)
    options = lecteur.parse_args()
    options.dossier.mkdir(parents=True, exist_ok=True)
    for mauvais in chain(legers(options.graine), bombes(options.graine)):
        (options.dossier / mauvais.nom).write_bytes(mauvais.contenu)
    print(f"{len(list(options.dossier.iterdir()))} fichiers dans {options.dossier}.")


principal()
