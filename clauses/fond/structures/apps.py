from django.apps import AppConfig


class StructuresConfig(AppConfig):
    name = "clauses.fond.structures"
    label = "structures"
    verbose_name = "Structures"
