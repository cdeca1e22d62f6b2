from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "clauses.portes.demo"
    label = "demo"
    verbose_name = "Démonstration"
