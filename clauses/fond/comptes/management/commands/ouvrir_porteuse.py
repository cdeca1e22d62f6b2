"""`manage.py ouvrir_porteuse NOM --courriel … --nom …` : une structure porteuse et son premier responsable.

Affiche le lien par lequel cette personne choisit son mot de passe (trois jours, une seule fois).
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.fond.comptes.services import ouvrir_porteuse
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("structure", metavar="NOM", help="nom de la structure porteuse")
        parser.add_argument("--courriel", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--prenom", default="")
        parser.add_argument("--site", default="", help="adresse du site, à mettre devant le lien")

    def handle(self, *args: Any, **options: Any) -> None:
        qui = {champ: options[champ] for champ in ("structure", "courriel", "nom", "prenom")}
        try:
            invitation = ouvrir_porteuse(par=Acteur.systeme("ouvrir_porteuse"), **qui)
        except RefusMetier as refus:
            raise CommandError(refus.message) from refus
        if invitation.lien:
            self.stdout.write(f"{options['site'].rstrip('/')}{invitation.lien}")
        else:
            self.stdout.write("Cette personne a déjà un mot de passe : elle se connecte avec lui.")
