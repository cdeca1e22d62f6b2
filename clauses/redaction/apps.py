from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "clauses.redaction"
    label = "redaction"
    verbose_name = "Rédaction"
