"""`python -m clauses.suivi.marches.decp FICHIER… [--json]` : combien de marchés lus, refusés, et pourquoi."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field

from clauses.fond.socle.lecture import FichierIllisible

from . import Avis, lire_decp

_EXEMPLES = 3


@dataclass
class Bilan:
    """Le compte d'un fichier."""

    fichier: str
    enregistrements: int = 0
    avis: int = 0
    refus: int = 0
    illisible: str | None = None
    refus_par_motif: Counter[str] = field(default_factory=Counter)
    avertissements: Counter[str] = field(default_factory=Counter)
    exemples: dict[str, list[str]] = field(default_factory=dict)

    def compter(self, resultat: object) -> None:
        """Ajoute un avis ou un refus."""
        if isinstance(resultat, Avis):
            self.avis += 1
            self.enregistrements += len(resultat.rangs)
            self.avertissements.update(sorted({a.champ for a in resultat.avertissements}))
            return
        self.refus += 1
        self.enregistrements += len(resultat.rangs)  # type: ignore[attr-defined]
        cle = f"{resultat.champ} : {_sans_valeur(resultat.motif)}"  # type: ignore[attr-defined]
        self.refus_par_motif[cle] += 1
        exemples = self.exemples.setdefault(cle, [])
        if len(exemples) < _EXEMPLES:
            exemples.append(str(resultat))


def _sans_valeur(motif: str) -> str:
    """Le motif sans la valeur citée, pour compter ensemble les mêmes défauts."""
    debut = motif.partition(" Entreprise écartée")[0]
    return " ".join("…" if any(c.isdigit() for c in mot) else mot for mot in debut.split())


def _examiner(chemin: str) -> Bilan:
    bilan = Bilan(chemin)
    try:
        for resultat in lire_decp(chemin):
            bilan.compter(resultat)
    except FichierIllisible as erreur:
        bilan.illisible = str(erreur)
    return bilan


def _imprimer(bilan: Bilan) -> None:
    print(f"{bilan.fichier} : {bilan.enregistrements} enregistrements, {bilan.avis} avis, {bilan.refus} refus")
    if bilan.illisible:
        print(f"  illisible : {bilan.illisible}")
    for motif, nombre in bilan.refus_par_motif.most_common():
        print(f"  {nombre:6} refus  {motif}")
        for exemple in bilan.exemples[motif]:
            print(f"                  {exemple}")
    for champ, nombre in bilan.avertissements.most_common():
        print(f"  {nombre:6} avertis {champ}")


def main(arguments: list[str] | None = None) -> int:
    """Code de retour : 0, ou 1 si un fichier est illisible."""
    analyseur = argparse.ArgumentParser(prog="python -m clauses.suivi.marches.decp", description=__doc__)
    analyseur.add_argument("fichiers", nargs="+", metavar="FICHIER")
    analyseur.add_argument("--json", action="store_true", help="le compte en JSON")
    options = analyseur.parse_args(arguments)
    bilans = [_examiner(chemin) for chemin in options.fichiers]
    if options.json:
        print(json.dumps([vars(b) for b in bilans], ensure_ascii=False, indent=1))
    else:
        for bilan in bilans:
            _imprimer(bilan)
    return int(any(b.illisible for b in bilans))


if __name__ == "__main__":
    sys.exit(main())
