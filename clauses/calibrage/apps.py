from django.apps import AppConfig


class CalibrageConfig(AppConfig):
    name = "clauses.calibrage"
    label = "calibrage"
    verbose_name = "Calibrage"
