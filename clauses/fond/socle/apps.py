from typing import Any

from django.apps import AppConfig
from django.conf import settings

from clauses.fond.socle import a_part
from clauses.fond.socle.registre import cartes


class SocleConfig(AppConfig):
    name = "clauses.fond.socle"
    label = "socle"
    verbose_name = "Socle"

    def ready(self) -> None:
        """Le socle est prêt le dernier des tranches : leurs cartes se lisent ici, ou rien ne démarre."""
        cartes()
        limites: dict[str, Any] = settings.LECTURE_A_PART
        a_part.regler(a_part.Limites(**limites))
