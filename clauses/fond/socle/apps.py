from django.apps import AppConfig

from clauses.fond.socle.registre import cartes


class SocleConfig(AppConfig):
    name = "clauses.fond.socle"
    label = "socle"
    verbose_name = "Socle"

    def ready(self) -> None:
        """Le socle est prêt le dernier des tranches : leurs cartes se lisent ici, ou rien ne démarre."""
        cartes()
