"""Charge les communes d'un fichier (CSV ou XLSX) aux colonnes code, nom, codes_postaux, position."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, MODIFIE, REFUSE
from clauses.fond.socle.lecture import FichierIllisible, lire_tableau
from clauses.fond.territoires.services import charger_communes
from regles.typographie import accorder

SYNONYMES = {
    "code": ("code insee", "code commune", "insee_com", "com", "codgeo"),
    "nom": ("libelle", "nom commune", "nom_com", "libgeo"),
    "codes_postaux": ("code postal", "code_postal", "codespostaux"),
    "latitude": ("lat", "latitude_centre", "latitude_mairie"),
    "longitude": ("lon", "lng", "longitude_centre", "longitude_mairie"),
    "position": ("geopoint", "_geopoint", "coordonnees_gps", "mairie_localisation", "geo_point_2d", "centre"),
    "contour": ("geometry", "geometrie"),
}
FACULTATIVES = ("codes_postaux", "latitude", "longitude", "position", "contour")


class Command(BaseCommand):
    help = "Charge ou met à jour les communes d'un fichier : code INSEE, nom, codes postaux et position (facultatifs)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        chemin: Path = options["fichier"]
        try:
            tableau = lire_tableau(
                chemin, entetes_attendues=("code", "nom"), entetes_facultatives=FACULTATIVES, synonymes=SYNONYMES
            )
            rapport = charger_communes(tableau, par=Acteur.systeme("chargement des communes"))
        except (FichierIllisible, OSError) as erreur:
            raise CommandError(str(erreur), returncode=2) from erreur
        self.stdout.write(
            f"{chemin.name} : {accorder(rapport.totaux[CREE], 'créée')}, "
            f"{accorder(rapport.totaux[MODIFIE], 'mise à jour', 'mises à jour')}, "
            f"{accorder(rapport.totaux[INCHANGE], 'inchangée')}, {accorder(rapport.totaux[REFUSE], 'refusée')}."
        )
        for refus in [verdict for verdict in rapport.verdicts if verdict.issue == REFUSE][:50]:
            self.stdout.write(f"  Ligne {refus.ligne} : {refus.motif}")
