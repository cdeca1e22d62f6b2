from django.apps import AppConfig


class CircuitConfig(AppConfig):
    name = "clauses.avant.circuit"
    label = "circuit"
    verbose_name = "Circuit"
