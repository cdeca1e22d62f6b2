from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "clauses.fond.socle"
    label = "socle"
    verbose_name = "Socle"
