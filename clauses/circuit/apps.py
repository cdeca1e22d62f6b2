from django.apps import AppConfig


class CircuitConfig(AppConfig):
    name = "clauses.circuit"
    label = "circuit"
    verbose_name = "Circuit"
