"""Un import en ligne de commande. Codes de retour : 0, toutes les lignes sont bonnes ; 1, des lignes sont refusées (les
autres sont traitées) ; 2, rien n'a été fait."""

import json
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.rapport import Rapport, Verdict
from regles.typographie import accorder

TOUT_BON, DES_REFUS, RIEN_DE_FAIT = 0, 1, 2


class CommandeDImport(BaseCommand):
    """La tranche dit ce qu'elle importe, et comment cela se raconte."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="le rapport complet, en JSON")

    @abstractmethod
    def importer(self, options: dict[str, Any]) -> list[Rapport]:
        """Les rapports, un par fichier. Lève `FichierIllisible` ou `RefusMetier` quand rien n'a été fait."""

    @abstractmethod
    def raconter(self, rapport: Rapport, options: dict[str, Any]) -> None:
        """Écrit le rapport, pour qui le lit."""

    @abstractmethod
    def en_json(self, rapports: list[Rapport], options: dict[str, Any]) -> Any:
        """Les rapports, pour un autre programme."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapports = self.importer(options)
        except RefusMetier as erreur:
            self.stderr.write(str(erreur))
            sys.exit(RIEN_DE_FAIT)
        if options["json"]:
            self.stdout.write(json.dumps(self.en_json(rapports, options), ensure_ascii=False, indent=1))
        else:
            for rapport in rapports:
                self.raconter(rapport, options)
        if any(rapport.a_des_refus for rapport in rapports):
            sys.exit(DES_REFUS)


def pourquoi(verdict: Verdict) -> str:
    """« : Âge « 200 » : … » ; rien d'une ligne dont il n'y a rien à dire."""
    if not verdict.motif:
        return ""
    champ = f"{verdict.champ} " if verdict.champ else ""
    valeur = f"« {verdict.valeur} » " if verdict.valeur else ""
    return f" : {champ}{valeur}{verdict.motif} {verdict.remede}".rstrip()


def en_compte(rapport: Rapport, mots: dict[Any, str]) -> str:
    """« 3 créées, 1 mise à jour… » : les sorts que ce rapport compte ; le premier mot porte l'accord."""
    return ", ".join(_accorde(rapport.totaux[issue], mot) for issue, mot in mots.items() if issue in rapport.totaux)


def _accorde(nombre: int, mot: str) -> str:
    premier, *suite = mot.split(" ")
    pluriel = premier if premier.endswith("s") else f"{premier}s"
    return accorder(nombre, mot, " ".join([pluriel, *suite]))
