from django.apps import AppConfig


class TableauxConfig(AppConfig):
    name = "clauses.pilotage.tableaux"
    label = "tableaux"
    verbose_name = "Tableaux de bord"
