"""Un import en ligne de commande : un aperçu, sauf `--appliquer` ; le rapport s'emporte avec `--rapport`. Codes de
retour : 0, toutes les lignes sont bonnes ; 1, des lignes sont refusées ou à confirmer (les autres sont traitées) ; 2,
rien n'a été fait."""

import json
import os
import sys
import tempfile
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.emporter import AEmporter, ecrire_le_rapport
from clauses.fond.socle.imports.origine import Origine
from clauses.fond.socle.imports.rapport import Rapport, Verdict
from regles.typographie import accorder

TOUT_BON, DES_REFUS, RIEN_DE_FAIT = 0, 1, 2
APERCU = "Aperçu : rien n'est écrit. Ajouter --appliquer pour enregistrer."


class CommandeDImport(BaseCommand):
    """La tranche dit ce qu'elle importe, comment cela se raconte, et ce que l'on relit pour le rapport à emporter."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--appliquer", action="store_true", help="écrire ; sinon, un aperçu")
        parser.add_argument("--json", action="store_true", help="le rapport complet, en JSON")
        parser.add_argument(
            "--rapport",
            type=Path,
            metavar="FICHIER.xlsx",
            help="le classeur à écrire : chaque ligne telle qu'elle était, ce qui en est compris, la remarque",
        )

    @abstractmethod
    def importer(self, options: dict[str, Any]) -> list[Rapport]:
        """Les rapports, un par fichier : l'aperçu, ou l'application. Lève `FichierIllisible` ou `RefusMetier` quand
        rien n'a été fait."""

    @abstractmethod
    def origines(self, rapports: Sequence[Rapport], options: dict[str, Any]) -> list[Origine]:
        """Les fichiers, à relire pour le rapport que l'on emporte, dans l'ordre de ces rapports."""

    @abstractmethod
    def raconter(self, rapport: Rapport, options: dict[str, Any]) -> None:
        """Écrit le rapport, pour qui le lit."""

    @abstractmethod
    def en_json(self, rapports: list[Rapport], options: dict[str, Any]) -> Any:
        """Les rapports, pour un autre programme."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _a_emporter(options) as sortie:
                rapports = self.importer(options)
                if sortie is not None:
                    dit = "Fichier appliqué." if options["appliquer"] else APERCU
                    paires = zip(rapports, self.origines(rapports, options), strict=True)
                    ecrire_le_rapport(sortie, [AEmporter(*paire, (dit,), options["appliquer"]) for paire in paires])
        except RefusMetier as erreur:
            self.stderr.write(str(erreur))
            sys.exit(RIEN_DE_FAIT)
        if options["json"]:
            self.stdout.write(json.dumps(self.en_json(rapports, options), ensure_ascii=False, indent=1))
        else:
            for rapport in rapports:
                self.raconter(rapport, options)
            if not options["appliquer"]:
                self.stdout.write(APERCU)
        if not all(rapport.est_tout_bon for rapport in rapports):
            sys.exit(DES_REFUS)


@contextmanager
def _a_emporter(options: dict[str, Any]) -> Iterator[IO[bytes] | None]:
    """Le rapport à écrire, s'il est demandé. Son dossier est éprouvé avant d'importer ; il ne remplace un fichier
    qu'une fois entier, et jamais celui que l'on importe. Lève `RefusMetier`."""
    chemin: Path | None = options["rapport"]
    if chemin is None:
        yield None
        return
    sources = options.get("fichiers") or [options["fichier"]]
    if chemin.suffix.lower() != ".xlsx" or any(chemin.resolve() == source.resolve() for source in sources):
        raise RefusMetier(f"--rapport {chemin} : donner le nom d'un classeur .xlsx, autre que le fichier importé.")
    try:
        sortie = tempfile.NamedTemporaryFile(dir=chemin.parent, suffix=".xlsx", delete=False)  # noqa: SIM115 — renommé
    except OSError as erreur:
        raise RefusMetier(f"--rapport {chemin} : ce dossier n'existe pas, ou l'on n'y écrit pas.") from erreur
    try:
        with sortie:
            yield sortie
        Path(sortie.name).chmod(0o644)
        os.replace(sortie.name, chemin)
    finally:
        Path(sortie.name).unlink(missing_ok=True)


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
    pluriel = premier if premier.endswith(("s", "à")) else f"{premier}s"
    return accorder(nombre, mot, " ".join([pluriel, *suite]))
