from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "clauses.suivi.declarations"
    label = "declarations"
    verbose_name = "Déclarations"
