from django.apps import AppConfig


class HabilitationsConfig(AppConfig):
    name = "clauses.fond.habilitations"
    label = "habilitations"
    verbose_name = "Habilitations"
