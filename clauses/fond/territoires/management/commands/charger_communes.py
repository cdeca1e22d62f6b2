"""`manage.py charger_communes FICHIER` : les communes d'un fichier (CSV ou XLSX) aux colonnes code, nom, codes_postaux,
position.

Sans `--appliquer`, un aperçu : rien n'est écrit. Codes de retour : 0, toutes les lignes sont bonnes ; 1, des lignes
sont refusées (les autres sont chargées) ; 2, rien n'a été fait : le fichier est illisible.
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.commande import CommandeDImport, en_compte, pourquoi
from clauses.fond.socle.imports.origine import Origine, Rangee
from clauses.fond.socle.imports.rapport import EN_MOTS, REFUSE, LigneRefusee, Rapport
from clauses.fond.socle.lecture import Ligne, Tableau, lire_tableau
from clauses.fond.territoires.models import Departement
from clauses.fond.territoires.services import charger_communes, lire_commune

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


REFUS_MONTRES = 50


class Command(CommandeDImport):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("fichier", type=Path, metavar="FICHIER")

    def importer(self, options: dict[str, Any]) -> list[Rapport]:
        par = Acteur.systeme("chargement des communes")
        return [charger_communes(_ouvrir(options), par=par, appliquer=options["appliquer"])]

    def origines(self, rapports: Sequence[Rapport], options: dict[str, Any]) -> list[Origine]:
        return [OrigineDesCommunes(_ouvrir(options))]

    def raconter(self, rapport: Rapport, options: dict[str, Any]) -> None:
        self.stdout.write(f"{rapport.nom_fichier} : {en_compte(rapport, EN_MOTS)}.")
        for avertissement in rapport.avertissements:
            self.stdout.write(f"  attention : {avertissement}")
        for refus in [verdict for verdict in rapport.verdicts if verdict.issue == REFUSE][:REFUS_MONTRES]:
            self.stdout.write(f"  Ligne {refus.ligne}{pourquoi(refus)}")

    def en_json(self, rapports: list[Rapport], options: dict[str, Any]) -> dict[str, Any]:
        rapport = rapports[0]
        refus = [verdict for verdict in rapport.verdicts if verdict.issue == REFUSE]
        return {
            "fichier": rapport.nom_fichier,
            "applique": options["appliquer"],
            "totaux": rapport.totaux,
            "avertissements": rapport.avertissements,
            "refus": [{"ligne": v.ligne, "champ": v.champ, "valeur": v.valeur, "motif": v.motif} for v in refus],
        }


class OrigineDesCommunes(Origine):
    champs = ("code INSEE", "nom", "codes postaux", "département", "latitude", "longitude")

    def __init__(self, tableau: Tableau) -> None:
        self.tableau, self.intitules = tableau, tableau.intitules
        self.departements = set(Departement.objects.values_list("pk", flat=True))

    def rangees(self) -> Iterator[Rangee]:
        for ligne in self.tableau:
            yield Rangee(ligne.numero, tuple(ligne.cellules.values()), self._comprendre(ligne), ligne.numero)

    def _comprendre(self, ligne: Ligne) -> Sequence[object]:
        try:
            c = lire_commune(ligne, self.departements)
        except LigneRefusee:
            return ()
        return c.code, c.nom, " ".join(c.codes_postaux), c.departement_id, c.latitude, c.longitude


def _ouvrir(options: dict[str, Any]) -> Tableau:
    return lire_tableau(
        options["fichier"],
        entetes_attendues=("code", "nom"),
        entetes_facultatives=FACULTATIVES,
        synonymes=SYNONYMES,
    )
