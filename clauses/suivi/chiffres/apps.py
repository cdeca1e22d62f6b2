from django.apps import AppConfig


class ChiffresConfig(AppConfig):
    name = "clauses.suivi.chiffres"
    label = "chiffres"
    verbose_name = "Chiffres"
