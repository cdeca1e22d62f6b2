"""`manage.py ouvrir_pilote DEPARTEMENT --courriel … --nom …` : un pilote (ANRU, DDT) et son territoire.

Affiche le lien par lequel cette personne accepte son rôle, et choisit un mot de passe si elle n'en a pas (trois jours,
une seule fois).
"""

from argparse import ArgumentParser
from typing import Any

from clauses.fond.comptes.management.lien import CommandeDInvitation
from clauses.fond.comptes.services import Invitation, ouvrir_pilote
from clauses.fond.socle.acteur import Acteur


class Command(CommandeDInvitation):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("departement", help="code du département, par exemple 59")

    def inviter(self, options: dict[str, Any], personne: dict[str, str]) -> Invitation:
        return ouvrir_pilote(
            par=Acteur.systeme("ouverture d'un pilote"), departement=options["departement"], **personne
        )
