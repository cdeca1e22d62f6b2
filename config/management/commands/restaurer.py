"""`manage.py restaurer FICHIER [--remplacer [--oui]] [--verifier]` : remet ce qu'a gardé `manage.py sauvegarder`.

Site arrêté. Codes de retour : 0, c'est restauré ; 1, interrompu, et ce qui servait est entier ; 2, refusé, et rien
n'est touché.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.sauvegarde.archive import Manifeste, ouvrir
from config.sauvegarde.erreurs import Refus, en_commande
from config.sauvegarde.remettre import Restauration, restaurer
from regles.typographie import accorder

MOT = "remplacer"


class Command(BaseCommand):
    requires_system_checks = []
    help = "Restaure la base, les fichiers déposés et la clé secrète d'une archive de « sauvegarder »."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER", help="l'archive .tar")
        parser.add_argument("--remplacer", action="store_true", help="remplacer ce que la base contient déjà")
        parser.add_argument("--oui", action="store_true", help="avec --remplacer : ne pas demander de le confirmer")
        parser.add_argument("--verifier", action="store_true", help="vérifier l'archive, et ne rien restaurer")

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        suite = "Ce qui servait est entier ; la même commande peut être relancée."
        with en_commande(suite), ouvrir(fichier) as archive:
            self.stdout.write(f"{fichier.name} : entière. {en_mots(archive.manifeste)}")
            if options["verifier"]:
                return
            fait = restaurer(archive, lambda deja: self._accepter(deja, options))
        self._dire(fait)

    def _accepter(self, deja: dict[str, int], options: dict[str, Any]) -> bool:
        combien = f"{accorder(sum(deja.values()), 'ligne')} dans {accorder(len(deja), 'table')}"
        if not options["remplacer"]:
            raise Refus(
                f"Cette base n'est pas vide ({combien}) ; rien n'est touché. Sauvegardez-la, puis ajoutez --remplacer."
            )
        if options["oui"]:
            return True
        if not sys.stdin.isatty():
            raise Refus("Personne au clavier pour confirmer ; rien n'est touché. Ajoutez --oui.")
        self.stdout.write(f"{combien} seront remplacées par l'archive, sans retour.")
        return input(f"Écrivez « {MOT} » pour continuer : ").strip().lower() == MOT

    def _dire(self, fait: Restauration) -> None:
        self.stdout.write(f"Restauré : {en_mots(fait.manifeste)}")
        if fait.migree:
            self.stdout.write("  La sauvegarde était plus ancienne que le logiciel : la base a été mise à jour.")
        if fait.ecartes:
            self.stdout.write(f"  Ce que le disque avait d'autre (fichiers, clé) est gardé dans {fait.ecartes}")
        if not fait.cle_rendue:
            self.stdout.write(
                "  La clé secrète reste celle d'ici : si CLAUSE_OUVERTE_CLE_SECRETE n'est pas celle d'alors, les "
                "sessions et les liens déjà envoyés ne valent plus."
            )
        if fait.manifeste.absents:
            self.stdout.write(f"  Déjà absents alors du disque : {', '.join(fait.manifeste.absents[:5])}")


def en_mots(manifeste: Manifeste) -> str:
    le = f"{manifeste.le[8:10]}/{manifeste.le[5:7]}/{manifeste.le[:4]} à {manifeste.le[11:16]}"
    return (
        f"Sauvegarde du {le}, version {manifeste.version}, PostgreSQL {manifeste.serveur.split()[0]} : "
        f"{accorder(len(manifeste.lignes), 'table')}, {accorder(sum(manifeste.lignes.values()), 'ligne')}, "
        f"{accorder(len(manifeste.fichiers), 'fichier')}."
    )
