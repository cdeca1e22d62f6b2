"""Les sessions, dans la base : fermées après un temps sans s'en servir, et au plus tard un temps après l'ouverture.

`SESSION_COOKIE_AGE` est le premier (la session servie s'enregistre de nouveau, toutes les dix minutes au plus) ;
`SESSION_AU_PLUS`, le second, se lit ici.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

OUVERTE, VUE = "ouverte_le", "vue_le"
A_REVOIR = 600  # secondes : on n'écrit pas la session à chaque page


class SessionStore(db.SessionStore):
    """Chaque session porte l'heure de son ouverture."""

    def load(self) -> dict[str, Any]:
        donnees = super().load()
        if time.time() - donnees.get(OUVERTE, time.time()) <= settings.SESSION_AU_PLUS:
            return donnees
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        self._get_session(no_load=must_create).setdefault(OUVERTE, time.time())  # type: ignore[attr-defined]
        super().save(must_create)


def prolonger(session: Any) -> None:
    """La personne est là : l'attente repart de zéro."""
    if VUE in session and time.time() - session[VUE] > A_REVOIR:
        session[VUE] = time.time()
