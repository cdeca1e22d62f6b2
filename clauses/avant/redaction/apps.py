from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "clauses.avant.redaction"
    label = "redaction"
    verbose_name = "Rédaction"
