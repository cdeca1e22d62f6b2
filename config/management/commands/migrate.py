"""`migrate` passe par le rôle propriétaire, après avoir promis ses tables à celui de l'application."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from config.postgresql.embarque import privileges_par_defaut


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="proprietaire")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "proprietaire":
            self._promettre()
        super().handle(*args, **options)

    def _promettre(self) -> None:
        """Sans effet quand un seul rôle fait tout (DATABASE_URL sans DATABASE_URL_PROPRIETAIRE)."""
        application = connections["default"].settings_dict["USER"]
        connexion = connections["proprietaire"]
        proprietaire = connexion.settings_dict["USER"]
        if application and proprietaire and application != proprietaire:
            with connexion.cursor() as curseur:
                for ordre in privileges_par_defaut(proprietaire, application):
                    curseur.execute(ordre)
