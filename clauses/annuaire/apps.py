from django.apps import AppConfig


class AnnuaireConfig(AppConfig):
    name = "clauses.annuaire"
    label = "annuaire"
    verbose_name = "Annuaire"
