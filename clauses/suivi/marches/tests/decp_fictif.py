"""Un même marché inventé, écrit dans les formats de plusieurs producteurs (SIRET fictifs à clé juste)."""

import copy
import io
import json
from typing import Any

from clauses.suivi.marches.decp import Avis, Refus, lire_decp

ACHETEUR = "20000001600010"
TITULAIRE = "99900011000018"
COTITULAIRE = "99900022700010"
AUTRE = "99900033400022"
ZERO = "09900044000018"

MARCHE_2022: dict[str, Any] = {
    "id": "2024T0012",
    "acheteur": {"id": ACHETEUR},
    "nature": "Marché",
    "objet": "Réhabilitation de 120 logements, résidence des Tilleuls",
    "codeCPV": "45454000-4",
    "techniques": {"technique": ["Sans objet"]},
    "modalitesExecution": {"modaliteExecution": ["Tranches"]},
    "marcheInnovant": False,
    "ccag": "Travaux",
    "offresRecues": 3,
    "attributionAvance": False,
    "typeGroupementOperateurs": "Conjoint",
    "sousTraitanceDeclaree": True,
    "procedure": "Procédure adaptée",
    "lieuExecution": {"code": "59512", "typeCode": "Code commune"},
    "dureeMois": 24,
    "dateNotification": "2024-03-15",
    "datePublicationDonnees": "2024-04-02",
    "montant": 1250000.5,
    "typesPrix": {"typePrix": ["Définitif révisable"]},
    "formePrix": "Forfaitaire",
    "titulaires": [
        {"titulaire": {"typeIdentifiant": "SIRET", "id": TITULAIRE}},
        {"titulaire": {"typeIdentifiant": "SIRET", "id": COTITULAIRE}},
    ],
    "considerationsSociales": {"considerationSociale": ["Clause sociale", "Critère social"]},
    "considerationsEnvironnementales": {"considerationEnvironnementale": ["Clause environnementale"]},
}

CONCESSION_2022: dict[str, Any] = {
    "id": "2024C0001",
    "autoriteConcedante": {"id": ACHETEUR},
    "nature": "Concession de service",
    "objet": "Exploitation du réseau de chaleur",
    "procedure": "Procédure négociée ouverte",
    "dureeMois": 240,
    "dateSignature": "2024-02-01",
    "datePublicationDonnees": "2024-02-20",
    "dateDebutExecution": "2025-01-01",
    "valeurGlobale": 8500000,
    "montantSubventionPublique": 0,
    "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": TITULAIRE}}],
    "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
}


def marche(**changements: Any) -> dict[str, Any]:
    """Le marché de 2022 avec d'autres valeurs ; une valeur `...` retire le champ."""
    copie = copy.deepcopy(MARCHE_2022) | changements
    return {nom: valeur for nom, valeur in copie.items() if valeur is not ...}


def paquet(*marches: dict[str, Any], concessions: tuple[dict[str, Any], ...] = ()) -> bytes:
    """L'enveloppe JSON de l'arrêté du 22 décembre 2022."""
    contenu: dict[str, Any] = {"marche": list(marches)}
    if concessions:
        contenu["contrat-concession"] = list(concessions)
    return json.dumps({"marches": contenu}, ensure_ascii=False).encode()


def lire(contenu: bytes, nom: str = "decp.json") -> list[Avis | Refus]:
    return list(lire_decp(io.BytesIO(contenu), nom))


def un_avis(contenu: bytes, nom: str = "decp.json") -> Avis:
    (resultat,) = lire(contenu, nom)
    assert isinstance(resultat, Avis), str(resultat)
    return resultat


def un_refus(contenu: bytes, nom: str = "decp.json") -> Refus:
    (resultat,) = lire(contenu, nom)
    assert isinstance(resultat, Refus), resultat
    assert resultat.motif
    assert resultat.remede
    return resultat


def avertis(avis: Avis) -> dict[str, str]:
    """Champ averti → message, espaces insécables ramenés à l'ordinaire."""
    return {a.champ: a.message.replace("\u00a0", " ").replace("\u202f", " ") for a in avis.avertissements}
