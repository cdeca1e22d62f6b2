from django.apps import AppConfig


class AnnuaireConfig(AppConfig):
    name = "clauses.fond.annuaire"
    label = "annuaire"
    verbose_name = "Annuaire"
