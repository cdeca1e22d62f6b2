"""python -m tests.eprouver [MOT…] : casse une à une les choses de `mutations.py`, et dit lesquelles la suite attrape.

Un ou plusieurs mots ne gardent que les mutations dont le nom ou le fichier les porte. Rend 1 si l'une passe inaperçue.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from config import env
from config.base_de_donnees import serveur
from regles.typographie import accorder
from tests.eprouver.epreuve import Verdict, copier, eprouver, passer
from tests.eprouver.mutations import MUTATIONS, Mutation


def choisies(mots: list[str]) -> list[Mutation]:
    return [m for m in MUTATIONS if not mots or any(mot in f"{m.genre} {m.nom} {m.fichier}" for mot in mots)]


def dire(verdict: Verdict) -> None:
    m = verdict.mutation
    print(f"{verdict.issue:<9} {verdict.secondes:5.1f} s  {m.genre:<6} {m.nom}\n{'':<20}{verdict.par}", flush=True)


def main(mots: list[str]) -> int:
    mutations, depart = choisies(mots), perf_counter()
    if not mutations:
        print("Aucune mutation ne porte ce mot.")
        return 1
    with tempfile.TemporaryDirectory(prefix="clause-ouverte-epreuve-") as dossier:
        copie = Path(dossier) / "copie"
        copier(env.RACINE, copie)
        base = serveur(jetable=True)
        base.rejoindre()  # tenu jusqu'à la fin : chaque épreuve retrouve la base de la première
        try:
            return _jouer(copie, mutations, depart)
        finally:
            base.quitter(attendre=10)


def _jouer(copie: Path, mutations: list[Mutation], depart: float) -> int:
    essais = sorted({essai for mutation in mutations for essai in mutation.essais})
    print(f"{accorder(len(mutations), 'mutation')} ; d'abord leurs tests, sans rien casser…", flush=True)
    code, sortie = passer(copie, essais)
    if code != 0:
        print(f"{sortie}\nCes tests doivent passer avant qu'on casse quoi que ce soit.")
        return 1
    verdicts = []
    for mutation in mutations:
        verdicts.append(eprouver(copie, mutation))
        dire(verdicts[-1])
    manquees = [v for v in verdicts if not v.est_attrapee]
    vues = accorder(len(verdicts) - len(manquees), "attrapée")
    print(f"\n{vues} sur {len(verdicts)}, en {perf_counter() - depart:.0f} s.")
    for verdict in manquees:
        print(f"À reprendre : {verdict.mutation.nom} ({verdict.issue} : {verdict.par})")
    return 1 if manquees else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
