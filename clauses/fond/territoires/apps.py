from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "clauses.fond.territoires"
    label = "territoires"
    verbose_name = "Territoires"
