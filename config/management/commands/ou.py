"""`manage.py ou /operations/` : le code d'une adresse ; `manage.py ou "la règle du calibrage"` : où c'est écrit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.ou.adresses import Orientation, chercher, orienter
from config.ou.index import repondre


class Command(BaseCommand):
    requires_system_checks = []  # on cherche dans les sources : une faute ailleurs ne doit ni l'empêcher ni l'attendre
    help = "Dit où est le code d'une adresse du site (un début d'adresse les dit toutes), ou d'une chose dite en mots."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "quoi", nargs="?", default="", help="/declarations/…, ou « le droit de valider des heures »"
        )

    def handle(self, *args: Any, quoi: str, **options: Any) -> None:
        if quoi and not quoi.startswith("/"):
            self._repondre(quoi)
            return
        trouvees = chercher(quoi)
        if not trouvees:
            raise CommandError(f"Aucune adresse ne commence par « {quoi} ».")
        self.stdout.write("\n\n".join(en_texte(orienter(adresse)) for adresse in trouvees))

    def _repondre(self, question: str) -> None:
        trouves = repondre(question)
        if not trouves:
            raise CommandError(f"Rien de tel : « {question} ». Essayez d'autres mots, ou docs/carte.md.")
        for lieu in trouves:
            self.stdout.write(f"{lieu.sorte:<9} {lieu.ou}\n          {lieu.quoi[:150]}")


def en_texte(lieu: Orientation) -> str:
    lignes = [f"{lieu.route}  ({lieu.nom})", f"  vue       {lieu.vue}"]
    lignes.append(f"  droit     {lieu.droit}{', écrit' if lieu.ecrit else ', lecture seule'}")
    for nom, valeurs in (("services", lieu.services), ("gabarits", lieu.gabarits), ("tests", lieu.tests)):
        lignes += [f"  {nom if rang == 0 else '':<9} {valeur}" for rang, valeur in enumerate(valeurs or ("aucun",))]
    return "\n".join(lignes)
