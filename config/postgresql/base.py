"""Moteur Django : celui de PostgreSQL, qui démarre au besoin le serveur embarqué."""

from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as ClientDjango
from django.db.backends.postgresql.creation import DatabaseCreation as CreationDjango
from django.db.backends.postgresql.features import DatabaseFeatures as FeaturesDjango
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from django.db.utils import NotSupportedError
from psycopg.adapt import AdaptersMap

from config.base_de_donnees import serveur
from config.postgresql.emplacement import dossier_des_outils

VERSION_MINIMALE = 15


class Instants(BaseTzLoader):
    """Lit un instant par la bibliothèque standard : celui de Django le lit par une expression régulière, et la lecture
    des instants d'un accueil prenait le cinquième de son temps. Ce qu'elle ne sait pas lire, Django le lit."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            instant = datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data)
        return instant if instant.tzinfo is UTC else super().load(data)


class DatabaseFeatures(FeaturesDjango):
    minimum_database_version = (VERSION_MINIMALE,)


class DatabaseCreation(CreationDjango):
    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Un fil d'un serveur d'essai arrêté peut tenir encore sa connexion : elle ne retient pas la base."""
        with self._nodb_cursor() as curseur:  # type: ignore[attr-defined]
            curseur.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")


class DatabaseClient(ClientDjango):
    """`manage.py dbshell` : démarre au besoin le serveur embarqué, et prend le psql de sa version."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict: Any, parameters: Any) -> Any:
        arguments, environnement = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(dossier_des_outils() / cls.executable_name), *arguments[1:]], environnement

    def runshell(self, parameters: Any) -> None:
        self.connection.ensure_connection()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    features_class = DatabaseFeatures
    creation_class = DatabaseCreation

    @property
    def est_embarque(self) -> bool:
        return bool(self.settings_dict.get("EMBARQUE"))

    def get_connection_params(self) -> dict[str, Any]:
        if self.est_embarque:
            self._poser_prise(verifier=False)
        reglages = super().get_connection_params()
        if self.timezone == UTC:
            reglages["context"] = AdaptersMap(reglages["context"])
            reglages["context"].register_loader("timestamptz", Instants)
        return reglages

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not self.est_embarque:
                raise
            # Le serveur a pu être tué depuis que nous l'avons rejoint : on le retrouve, et on réessaie.
            self._poser_prise(verifier=True)
            return super().get_new_connection({**conn_params, "host": self.settings_dict["HOST"]})

    def _poser_prise(self, *, verifier: bool) -> None:
        jetable = bool(self.settings_dict.get("JETABLE"))
        self.settings_dict["HOST"] = str(serveur(jetable=jetable).rejoindre(verifier=verifier))

    def check_database_version_supported(self) -> None:
        trouvee = self.get_database_version()
        if trouvee < (VERSION_MINIMALE,):
            raise NotSupportedError(
                f"Clause ouverte demande PostgreSQL {VERSION_MINIMALE} ou plus ; ce serveur est en version "
                f"{'.'.join(str(nombre) for nombre in trouvee)}."
            )
