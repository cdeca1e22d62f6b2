"""Quelle base : PostgreSQL embarqué par défaut, n'importe quel PostgreSQL (15 ou plus) par DATABASE_URL.

Deux alias pour une même base : `default`, rôle de l'application, ni superutilisateur ni propriétaire ;
`proprietaire`, qui possède les tables et passe les migrations.
"""

import functools
import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

from config import env
from config.postgresql.embarque import Serveur

MOTEUR = "config.postgresql"
NOM = "clause_ouverte"
ROLE_APPLICATION = "clause_ouverte_application"
ROLE_PROPRIETAIRE = "clause_ouverte_proprietaire"


class UrlInvalide(ValueError):
    """DATABASE_URL ne désigne pas une base PostgreSQL."""


def depuis_url(url: str) -> dict[str, Any]:
    """Réglages Django d'une adresse postgresql:// ; les paramètres (sslmode, host…) vont au pilote."""
    schema = url.partition("://")[0]
    if schema not in {"postgresql", "postgres"}:
        raise UrlInvalide(
            f"DATABASE_URL doit commencer par postgresql:// (reçu : {schema}). Clause ouverte n'emploie que PostgreSQL."
        )
    try:
        reglages: dict[str, Any] = {**dj_database_url.parse(url, engine=MOTEUR)}
    except ValueError as erreur:
        raise UrlInvalide(f"DATABASE_URL est illisible : {erreur}") from erreur
    if not reglages["NAME"]:
        raise UrlInvalide("DATABASE_URL ne nomme pas de base : postgresql://hote:5432/<base>.")
    # `dbshell` ne lit que HOST : la prise d'un serveur local y va aussi.
    reglages["HOST"] = reglages.get("OPTIONS", {}).pop("host", reglages["HOST"])
    return reglages


def _base(reglages: dict[str, Any], **autres: Any) -> dict[str, Any]:
    # Les paramètres à part de la requête : une page relue, ses requêtes sont déjà comprises du serveur.
    options = {"server_side_binding": True, "prepare_threshold": 3, **reglages.get("OPTIONS", {})}
    return {
        "ENGINE": MOTEUR,
        **reglages,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **autres,
    }


def _embarquee(role: str) -> dict[str, Any]:
    # L'hôte et le port se connaissent au démarrage du serveur : le moteur les pose à la première connexion.
    return {"NAME": NOM, "USER": role, "EMBARQUE": True}


def bases() -> dict[str, dict[str, Any]]:
    """Le dictionnaire DATABASES du site, de ses travaux et de ses commandes."""
    url = env.DATABASE_URL.lire()
    if not url:
        return {
            "default": _base(_embarquee(ROLE_APPLICATION)),
            "proprietaire": _base(_embarquee(ROLE_PROPRIETAIRE)),
        }
    return {
        "default": _base(depuis_url(url)),
        "proprietaire": _base(depuis_url(env.DATABASE_URL_PROPRIETAIRE.lire() or url)),
    }


def bases_de_test() -> dict[str, dict[str, Any]]:
    """Les mêmes, `default` pouvant créer la base de test, `proprietaire` en étant le miroir."""
    url = env.DATABASE_URL_PROPRIETAIRE.lire() or env.DATABASE_URL.lire()
    reglages = depuis_url(url) if url else {**_embarquee(ROLE_PROPRIETAIRE), "JETABLE": True}
    return {
        "default": _base(reglages, CONN_MAX_AGE=0),
        "proprietaire": _base(reglages, CONN_MAX_AGE=0, TEST={"MIRROR": "default"}),
    }


def serveur(*, jetable: bool = False) -> Serveur:
    """Le serveur embarqué de ce processus : celui du dossier var, ou celui, jetable, des tests."""
    return _serveur(jetable)


@functools.cache
def _serveur(jetable: bool) -> Serveur:
    # À part, parce que le cache distingue `serveur()` de `serveur(jetable=False)` : un verrou chacun.
    return Serveur(
        dossier_jetable() if jetable else env.VAR.lire() / "postgresql",
        compte=env.COMPTE_POSTGRESQL.lire(),
        nom=NOM,
        application=ROLE_APPLICATION,
        proprietaire=ROLE_PROPRIETAIRE,
        jetable=jetable,
    )


def dossier_jetable() -> Path:
    """Le dossier de la base des tests, le même pour tous les processus d'une séance de pytest.

    Son veilleur l'efface quand le dernier d'entre eux est parti, même tué.
    """
    if (donne := env.BASE_DE_TEST.lire()) is None:
        donne = Path(tempfile.mkdtemp(prefix="clause-ouverte-tests-"))
        os.environ[env.BASE_DE_TEST.nom] = str(donne)
    return donne
