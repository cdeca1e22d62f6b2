from django.apps import AppConfig


class RelectureConfig(AppConfig):
    name = "clauses.relecture"
    label = "relecture"
    verbose_name = "Relecture"
