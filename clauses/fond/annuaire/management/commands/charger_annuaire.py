"""`manage.py charger_annuaire FICHIER…` : l'annuaire public depuis les listes des producteurs (CSV, XLSX, JSON).

Les mêmes fichiers deux fois ne changent rien. Codes de retour : 0, tout est lu ; 1, des lignes sont refusées (les
autres sont chargées) ; 2, rien n'a été fait : un fichier est illisible.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from clauses.fond.annuaire.imports.lire import millesime_du_nom
from clauses.fond.annuaire.imports.rapport import ISSUES, RapportFichier
from clauses.fond.annuaire.models.fournisseur import NATURES_DE_L_ANNUAIRE
from clauses.fond.annuaire.services import charger
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.structures.models import Nature

TOUT_LU, DES_REFUS, RIEN_DE_FAIT = 0, 1, 2


def jour(texte: str) -> date:
    """« 2026 », « 2026-03 » ou « 2026-03-15 »."""
    lu = millesime_du_nom(texte)
    if lu is None:
        raise ArgumentTypeError("attendu : une date comme 2026-03-15, ou une année")
    return lu


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", type=Path, nargs="+", metavar="FICHIER")
        parser.add_argument("--source", default="", help="le nom du producteur ; sinon, celui du fichier")
        parser.add_argument("--millesime", type=jour, help="la date de la source ; sinon, celle que dit le fichier")
        parser.add_argument(
            "--nature", choices=[n.value for n in NATURES_DE_L_ANNUAIRE], help="d'un fichier qui ne la dit pas"
        )
        parser.add_argument("--details", type=int, default=20, help="lignes refusées ou fondues à montrer par fichier")
        parser.add_argument("--json", action="store_true", help="le rapport complet, en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapports = charger(
                options["fichiers"],
                par=Acteur.systeme("charger_annuaire"),
                source=options["source"],
                millesime=options["millesime"],
                nature=Nature(options["nature"]) if options["nature"] else None,
            )
        except FichierIllisible as erreur:
            self.stderr.write(str(erreur))
            sys.exit(RIEN_DE_FAIT)
        if options["json"]:
            self.stdout.write(json.dumps([r.en_json() for r in rapports], ensure_ascii=False, indent=1))
        else:
            for rapport in rapports:
                self._raconter(rapport, options["details"])
        if any(rapport.totaux["refuse"] for rapport in rapports):
            sys.exit(DES_REFUS)

    def _raconter(self, rapport: RapportFichier, details: int) -> None:
        comptes = ", ".join(f"{nombre} {ISSUES[issue]}(s)" for issue, nombre in rapport.totaux.items())  # type: ignore[index]
        self.stdout.write(f"{rapport.fichier} ({rapport.genre}, {rapport.lignes} lignes) : {comptes}")
        for titre, motifs in (("refus", rapport.refus_par_motif), ("réparé", rapport.remarques_par_motif)):
            for motif, nombre in motifs.items():
                self.stdout.write(f"  {titre} {nombre} × {motif}")
        for avertissement in rapport.avertissements:
            self.stdout.write(f"  attention : {avertissement}")
        montres = [v for v in rapport.verdicts if v.issue in ("refuse", "fusionne")][:details]
        for v in montres:
            quoi = " ".join(m for m in (v.champ, f"« {v.valeur} »" if v.valeur else "") if m)
            deux_points = f"{quoi} : " if quoi else ""
            self.stdout.write(f"  ligne {v.ligne} {ISSUES[v.issue]} ({v.structure}) {deux_points}{v.motif}")
