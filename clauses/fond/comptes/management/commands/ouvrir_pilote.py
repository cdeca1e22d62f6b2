"""`manage.py ouvrir_pilote DEPARTEMENT --courriel … --nom …` : un pilote (ANRU, DDT) et son territoire.

Affiche le lien par lequel cette personne choisit son mot de passe (trois jours, une seule fois).
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.fond.comptes.services import ouvrir_pilote
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("departement", help="code du département, par exemple 59")
        parser.add_argument("--courriel", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--prenom", default="")
        parser.add_argument("--site", default="", help="adresse du site, à mettre devant le lien")

    def handle(self, *args: Any, **options: Any) -> None:
        qui = {champ: options[champ] for champ in ("departement", "courriel", "nom", "prenom")}
        try:
            invitation = ouvrir_pilote(par=Acteur.systeme("ouvrir_pilote"), **qui)
        except RefusMetier as refus:
            raise CommandError(refus.message) from refus
        if invitation.lien:
            self.stdout.write(f"{options['site'].rstrip('/')}{invitation.lien}")
        else:
            self.stdout.write("Cette personne a déjà un mot de passe : elle se connecte avec lui.")
