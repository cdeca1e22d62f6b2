from django.apps import AppConfig


class OpportuniteConfig(AppConfig):
    name = "clauses.avant.opportunite"
    label = "opportunite"
    verbose_name = "Opportunité"
