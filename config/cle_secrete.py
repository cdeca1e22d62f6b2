"""La clé secrète : donnée par l'environnement, ou tirée au sort une fois et gardée dans le dossier var."""

import os
import secrets
from pathlib import Path

from config import env

FICHIER = "cle_secrete"


def cle_secrete(dossier: Path | None = None) -> str:
    """La clé de l'environnement, sinon celle du fichier, créé (mode 0600) s'il n'existe pas encore.

    Deux processus qui démarrent ensemble lisent la même : l'écriture se fait à côté, puis `os.link` ne
    réussit que pour le premier.
    """
    if donnee := env.CLE_SECRETE.lire():
        return donnee
    dossier = dossier or env.VAR.lire()
    fichier = dossier / FICHIER
    if not fichier.exists():
        dossier.mkdir(parents=True, exist_ok=True)
        provisoire = dossier / f".{FICHIER}.{secrets.token_hex(8)}"
        descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "w") as sortie:
            sortie.write(secrets.token_urlsafe(64))
        try:
            os.link(provisoire, fichier)
        except FileExistsError:
            pass
        finally:
            provisoire.unlink()
    return fichier.read_text().strip()
