from django.apps import AppConfig


class MarchesConfig(AppConfig):
    name = "clauses.suivi.marches"
    label = "marches"
    verbose_name = "Marchés"
