"""Ce que les commandes des comptes ont en commun : un verbe qui rend un lien à remettre, ou dit pourquoi non."""

from abc import abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.fond.comptes.services import Invitation
from clauses.fond.socle.erreurs import RefusMetier


class CommandeDeLien(BaseCommand):
    """Écrit le lien, devant l'adresse du site ; rien à remettre pour un rôle accepté d'avance."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", default="", help="adresse du site, à mettre devant le lien")

    @abstractmethod
    def lien(self, options: dict[str, Any]) -> str:
        """Le chemin du lien, ou « » s'il n'en faut pas. Lève `RefusMetier` ou `CommandError`."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chemin = self.lien(options)
        except RefusMetier as refus:
            raise CommandError(refus.message) from refus
        if chemin:
            self.stdout.write(f"{options['site'].rstrip('/')}{chemin}")
        else:
            self.stdout.write("Cette personne a maintenant ce rôle : elle se connecte comme avant.")


class CommandeDInvitation(CommandeDeLien):
    """Invite une personne, nommée par ses options."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--courriel", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--prenom", default="")

    @abstractmethod
    def inviter(self, options: dict[str, Any], personne: dict[str, str]) -> Invitation:
        """L'invitation de cette personne (`courriel`, `nom`, `prenom`)."""

    def lien(self, options: dict[str, Any]) -> str:
        return self.inviter(options, {nom: options[nom] for nom in ("courriel", "nom", "prenom")}).lien
