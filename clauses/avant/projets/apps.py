from django.apps import AppConfig


class ProjetsConfig(AppConfig):
    name = "clauses.avant.projets"
    label = "projets"
    verbose_name = "Projets"
