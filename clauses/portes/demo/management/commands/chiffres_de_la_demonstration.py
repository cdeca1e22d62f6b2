"""Relève les chiffres de la démonstration, et refait le document qui les compare à ceux d'avant."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clauses.portes.demo.chiffres import relever
from clauses.portes.demo.distribution import SIGLE
from clauses.portes.demo.tableau_des_chiffres import DOCUMENT, raconte_le_meme_jour, refaire


class Command(BaseCommand):
    help = "Refait docs/chiffres_de_la_demonstration.md d'après la démonstration chargée (--json : le relevé seul)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="imprimer le relevé, sans toucher au document")

    def handle(self, *args: Any, **options: Any) -> None:
        releve = relever(SIGLE)
        if options["json"]:
            self.stdout.write(json.dumps(releve, ensure_ascii=False, indent=1))
            return
        if not raconte_le_meme_jour(releve):
            raise CommandError(
                "Cette démonstration raconte un autre jour que le 30/11/2026 : ses heures ne sont pas celles que le "
                "document compare, rien n'est réécrit (--json imprime le relevé)."
            )
        DOCUMENT.write_text(refaire(DOCUMENT.read_text(encoding="utf-8"), releve), encoding="utf-8")
        self.stdout.write(f"{DOCUMENT.name} est refait.")
