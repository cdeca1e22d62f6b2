"""Avant de vider la base d'un test de navigateur, attendre que le site ait fini de répondre.

Une page fermée laisse parfois une réponse en cours : la vider alors bloque les deux transactions l'une sur l'autre.
"""

import time

from django.db import connection

ESSAIS, PAS_S = 200, 0.05  # dix secondes, comptées en essais : l'horloge des tests est arrêtée
_OCCUPEES = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' "
    "AND backend_type = 'client backend'"
)


def attendre() -> bool:
    """Vrai quand plus aucune autre connexion ne travaille ; faux au bout de la patience."""
    for _ in range(ESSAIS):
        with connection.cursor() as curseur:
            curseur.execute(_OCCUPEES)
            if curseur.fetchone() == (0,):
                return True
        time.sleep(PAS_S)
    return False
