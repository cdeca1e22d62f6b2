"""Chaque travail périodique, une seule liste : quoi, quand, pourquoi.

`tache` est le chemin d'un service (`clauses.….services.…`, exécuté par l'acteur « systeme:<nom> ») ou d'une
tâche technique de `config.taches`. Un travail périodique peut être exécuté deux fois : il est idempotent.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Periodique:
    nom: str
    cron: str  # heure UTC
    tache: str
    raison: str


PERIODIQUES = (
    Periodique(
        "reprise",
        "* * * * *",
        "config.taches.reprendre",
        "Rend à la file les travaux dont le processus a été tué en chemin.",
    ),
    Periodique(
        "menage",
        "17 2 * * *",
        "config.taches.faire_le_menage",
        "Efface les travaux finis depuis trente jours et les sessions expirées.",
    ),
    Periodique(
        "ouverture des mois",
        "30 3 * * *",
        "clauses.suivi.declarations.services.ouverture.ouvrir_les_mois",
        "Ouvre les mois à déclarer des lots sous clause, et retire ceux que la vie d'un marché rend sans objet.",
    ),
)
