"""Des publications d'essai au format de 2022 : SIRET fictifs à la clé juste, objets inventés."""

import json
from typing import Any

from clauses.fond.structures.tests.fabriques import siret_fictif

ACHETEUR = siret_fictif(11)
TITULAIRES = tuple(siret_fictif(20 + rang) for rang in range(5))


def publication(identifiant: str = "2026M001", **champs: Any) -> dict[str, Any]:
    """Un marché publié ; `champs` remplace ce que l'on veut (`titulaires` : une suite de SIRET)."""
    sirets = champs.pop("titulaires", [TITULAIRES[0]])
    return {
        "id": identifiant,
        "uid": f"{ACHETEUR}{identifiant}",
        "_type": "Marché",
        "acheteur": {"id": ACHETEUR, "nom": "Commune d'Essai"},
        "nature": "Marché",
        "objet": "Réhabilitation du groupe scolaire d'essai",
        "codeCPV": "45214200",
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "59300", "typeCode": "Code postal", "nom": "Ville-d'Essai"},
        "dureeMois": 18,
        "dateNotification": "2026-03-02",
        "datePublicationDonnees": "2026-03-20",
        "montant": 850000.0,
        "formePrix": "Ferme",
        "considerationsSociales": ["Clause sociale"],
        "titulaires": [
            {"titulaire": {"id": s, "typeIdentifiant": "SIRET", "nom": f"Entreprise {i + 1}"}}
            for i, s in enumerate(sirets)
        ],
        **champs,
    }


def fichier(*publications: dict[str, Any]) -> bytes:
    """Le fichier JSON qui les contient."""
    return json.dumps({"marches": {"marche": list(publications)}}, ensure_ascii=False).encode()


def modification(numero: int, jour: str, **champs: Any) -> dict[str, Any]:
    return {
        "modification": {
            "id": numero,
            "dateNotificationModification": jour,
            "datePublicationDonneesModification": jour,
            **champs,
        }
    }
