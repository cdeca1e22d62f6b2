from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "clauses.suivi.participants"
    label = "participants"
    verbose_name = "Participants"
