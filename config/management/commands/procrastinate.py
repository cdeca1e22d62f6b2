"""`procrastinate worker` reprend d'abord ce qu'un exécutant perdu laisse en cours, avant d'occuper ses places."""

from typing import Any

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.contrib.django.management.commands import procrastinate

from config.taches import rendre_a_la_file


class Command(procrastinate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "worker":
            async_to_sync(rendre_a_la_file)(app.job_manager)
        super().handle(*args, **options)
