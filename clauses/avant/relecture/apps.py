from django.apps import AppConfig


class RelectureConfig(AppConfig):
    name = "clauses.avant.relecture"
    label = "relecture"
    verbose_name = "Relecture"
