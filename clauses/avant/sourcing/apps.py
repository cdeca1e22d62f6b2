from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "clauses.avant.sourcing"
    label = "sourcing"
    verbose_name = "Sourcing"
