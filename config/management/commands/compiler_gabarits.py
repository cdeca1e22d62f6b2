"""`manage.py compiler_gabarits` : chaque gabarit se compile ; une faute de syntaxe ne se découvre pas à l'écran."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from config import env


def nom_du_gabarit(chemin: Path) -> str:
    """`clauses/x/templates/x/liste.html` → `x/liste.html`."""
    morceaux = chemin.parts
    debut = len(morceaux) - 1 - morceaux[::-1].index("templates")
    return "/".join(morceaux[debut + 1 :])


class Command(BaseCommand):
    help = "Compile chaque gabarit du dépôt, et dit lesquels sont fautifs."

    def handle(self, *args: Any, **options: Any) -> None:
        fautes = []
        gabarits = sorted((env.RACINE / "clauses").glob("*/*/templates/**/*.*"))
        for chemin in gabarits:
            try:
                get_template(nom_du_gabarit(chemin))
            except (TemplateSyntaxError, TemplateDoesNotExist) as faute:
                fautes.append(f"{chemin.relative_to(env.RACINE)} : {faute}")
        if fautes:
            raise CommandError("\n".join(fautes))
        self.stdout.write(f"{len(gabarits)} gabarits compilés.")
