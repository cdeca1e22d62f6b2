from django.apps import AppConfig


class OpportuniteConfig(AppConfig):
    name = "clauses.opportunite"
    label = "opportunite"
    verbose_name = "Opportunité"
