from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "clauses.fond.comptes"
    label = "comptes"
    verbose_name = "Comptes"
