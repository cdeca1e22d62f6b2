from django.apps import AppConfig


class ProjetsConfig(AppConfig):
    name = "clauses.projets"
    label = "projets"
    verbose_name = "Projets"
