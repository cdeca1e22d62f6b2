from django.apps import AppConfig


class CalibrageConfig(AppConfig):
    name = "clauses.avant.calibrage"
    label = "calibrage"
    verbose_name = "Calibrage"
