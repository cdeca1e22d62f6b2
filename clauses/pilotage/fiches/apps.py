from django.apps import AppConfig


class FichesConfig(AppConfig):
    name = "clauses.pilotage.fiches"
    label = "fiches"
    verbose_name = "Fiches"
