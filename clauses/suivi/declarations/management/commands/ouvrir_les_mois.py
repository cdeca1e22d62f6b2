"""`manage.py ouvrir_les_mois [--jour 24/11/2026]` : ouvre les mois à déclarer de toutes les structures porteuses."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.valeurs import CelluleInvalide, lire_jour
from clauses.suivi.declarations.services.ouverture import ouvrir_les_mois


class Command(BaseCommand):
    help = "Ouvre les mois à déclarer, jusqu'au mois en cours. Rejouée, elle ne double rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jour", help="ouvrir jusqu'au mois de ce jour (JJ/MM/AAAA) ; aujourd'hui sinon")

    def handle(self, *args: Any, jour: str | None = None, **options: Any) -> None:
        fait = ouvrir_les_mois(self._jour(jour), par=Acteur.systeme("ouverture des mois"))
        comptes = f"{fait.ouverts} ; échéances revues : {fait.redates} ; retirés : {fait.retires}"
        self.stdout.write(f"Mois ouverts : {comptes}.")

    def _jour(self, texte: str | None) -> date | None:
        try:
            return lire_jour(texte)
        except CelluleInvalide as erreur:
            raise CommandError(str(erreur)) from erreur
