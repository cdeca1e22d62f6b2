"""`manage.py lien_mot_de_passe COURRIEL` : un lien de mot de passe, pour qui ne peut l'avoir d'un responsable.

C'est le recours du dernier responsable, et de qui agit pour plusieurs structures porteuses.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.services import remettre_lien
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("courriel")
        parser.add_argument("--site", default="", help="adresse du site, à mettre devant le lien")

    def handle(self, *args: Any, **options: Any) -> None:
        utilisateur = Utilisateur.objects.filter(courriel__iexact=options["courriel"]).first()
        if utilisateur is None:
            raise CommandError("Aucun compte n'a ce courriel.")
        try:
            chemin = remettre_lien(utilisateur, par=Acteur.systeme("lien_mot_de_passe"))
        except RefusMetier as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(f"{options['site'].rstrip('/')}{chemin}")
