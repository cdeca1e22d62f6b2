"""Charge la démonstration et dit les comptes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.portes.demo.chargement import charger, comptes_en_clair


class Command(BaseCommand):
    help = "Charge la démonstration (une seule fois : relancée, elle ne double rien) et affiche les comptes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--taille",
            type=int,
            default=0,
            metavar="N",
            help="compléter jusqu'à N marchés, pour une seule facilitatrice",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fait = charger(timezone.localdate(), par=Acteur.systeme("démonstration"), taille=options["taille"])
        mot = "chargée" if fait.est_nouveau else "déjà là, rien n'est doublé"
        self.stdout.write(
            f"Démonstration {mot} : {fait.projets} fiches projet, {fait.operations} opérations, "
            f"{fait.marches} marchés, {fait.personnes} personnes, "
            f"{fait.declarations} mois déclarés ou attendus, {fait.lignes} lignes d'heures."
        )
        self.stdout.write("Comptes (le même mot de passe pour tous) :")
        for role, courriel, mot_de_passe in comptes_en_clair():
            self.stdout.write(f"  {courriel:32} {mot_de_passe}   {role}")
