"""`manage.py ouvrir_porteuse NOM --courriel … --nom …` : une structure porteuse et son premier responsable.

Affiche le lien par lequel cette personne accepte son rôle, et choisit un mot de passe si elle n'en a pas (trois jours,
une seule fois).
"""

from argparse import ArgumentParser
from typing import Any

from clauses.fond.comptes.management.lien import CommandeDInvitation
from clauses.fond.comptes.services import Invitation, ouvrir_porteuse
from clauses.fond.socle.acteur import Acteur


class Command(CommandeDInvitation):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("structure", metavar="NOM", help="nom de la structure porteuse")

    def inviter(self, options: dict[str, Any], personne: dict[str, str]) -> Invitation:
        return ouvrir_porteuse(
            par=Acteur.systeme("ouverture d'une structure porteuse"), structure=options["structure"], **personne
        )
