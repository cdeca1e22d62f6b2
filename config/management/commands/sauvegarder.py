"""`manage.py sauvegarder DOSSIER [--garder N]` : la base, les fichiers déposés et la clé, dans une archive vérifiée.

Le site peut servir pendant ce temps. Codes de retour : 0, l'archive est faite ; 1, elle n'a pas pu l'être, et rien
n'est laissé ; 2, la demande est refusée.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.sauvegarde.erreurs import REFUS, en_commande
from config.sauvegarde.sauver import sauvegarder
from regles.typographie import accorder


class Command(BaseCommand):
    requires_system_checks = []  # une faute ailleurs ne doit pas empêcher de sauvegarder
    help = "Sauvegarde la base, les fichiers déposés et la clé secrète dans une archive datée et vérifiée."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("destination", type=Path, metavar="DOSSIER", help="où poser l'archive ; il doit exister")
        parser.add_argument(
            "--garder", type=int, metavar="N", help="n'y garder que nos N dernières archives, celle-ci comprise"
        )

    def handle(self, *args: Any, destination: Path, garder: int | None, **options: Any) -> None:
        if garder is not None and garder < 1:
            raise CommandError("--garder demande un nombre d'au moins 1.", returncode=REFUS)
        with en_commande("Aucune archive n'est laissée ; celles d'avant n'ont pas changé."):
            faite, manifeste, effacees = sauvegarder(destination, garder)
        poids = faite.stat().st_size
        if manifeste.absents:
            self.stderr.write(
                f"Attention : la base nomme {accorder(len(manifeste.absents), 'fichier')} que le disque n'a plus : "
                f"{', '.join(manifeste.absents[:5])}"
            )
        self.stdout.write(f"Sauvegardé et vérifié : {faite}")
        self.stdout.write(
            f"  {en_mo(poids)}, {accorder(len(manifeste.lignes), 'table')}, "
            f"{accorder(sum(manifeste.lignes.values()), 'ligne')}, {accorder(len(manifeste.fichiers), 'fichier')}."
        )
        if manifeste.cle == "environnement":
            self.stdout.write("  La clé secrète n'y est pas : gardez à part CLAUSE_OUVERTE_CLE_SECRETE.")
        if effacees:
            self.stdout.write(f"  Effacées : {', '.join(vieille.name for vieille in effacees)}")
        self.stdout.write(f"Restaurer, site arrêté : manage.py restaurer {faite}")


def en_mo(octets: int) -> str:
    return f"{octets / 1_000_000:.1f} Mo".replace(".", ",")
