from django.apps import AppConfig


class BilansConfig(AppConfig):
    name = "clauses.pilotage.bilans"
    label = "bilans"
    verbose_name = "Bilans"
