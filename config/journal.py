"""Ce que le journal du site ne répète pas : un hôte refusé tient en une ligne par minute, avec leur nombre."""

import logging
import time

ENTRE_DEUX_LIGNES = 60.0  # secondes


class HotesRefuses(logging.Filter):
    """Django écrit une trace entière par nom d'hôte refusé, et n'importe qui en envoie mille. `combien` : depuis le
    démarrage de ce processus (`/sante` le dit)."""

    combien = 0

    def __init__(self) -> None:
        super().__init__()
        self._derniere, self._tus = float("-inf"), 0

    def filter(self, ligne: logging.LogRecord) -> bool:
        HotesRefuses.combien += 1
        if time.monotonic() - self._derniere < ENTRE_DEUX_LIGNES:
            self._tus += 1
            return False
        suite = f" ; {self._tus} autres depuis la ligne d'avant" if self._tus else ""
        hote = ligne.getMessage().partition("'")[2].partition("'")[0][:100]
        ligne.msg, ligne.args = "Hôte refusé : %r%s.", (hote, suite)
        ligne.levelno, ligne.levelname = logging.WARNING, "WARNING"
        ligne.exc_info = ligne.exc_text = ligne.stack_info = None
        self._derniere, self._tus = time.monotonic(), 0
        return True
