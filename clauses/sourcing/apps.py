from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "clauses.sourcing"
    label = "sourcing"
    verbose_name = "Sourcing"
