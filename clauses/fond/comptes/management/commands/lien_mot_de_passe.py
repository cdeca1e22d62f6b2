"""`manage.py lien_mot_de_passe COURRIEL` : un lien de mot de passe, pour qui ne peut l'avoir d'un responsable.

C'est le recours du dernier responsable, et de qui agit pour plusieurs structures porteuses.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from clauses.fond.comptes.management.lien import CommandeDeLien
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.services import remettre_lien
from clauses.fond.socle.acteur import Acteur


class Command(CommandeDeLien):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("courriel")

    def lien(self, options: dict[str, Any]) -> str:
        utilisateur = Utilisateur.objects.filter(courriel=options["courriel"]).first()
        if utilisateur is None:
            raise CommandError("Aucun compte n'a ce courriel.")
        return remettre_lien(utilisateur, par=Acteur.systeme("lien de mot de passe"))
