"""`manage.py importer_marches FICHIER` : des marchés depuis leurs données essentielles (JSON, XML, CSV, ZIP).

Sans `--appliquer`, un aperçu : rien n'est écrit. Codes de retour : 0, tout est lu ; 1, des enregistrements sont
refusés (les autres sont traités) ; 2, rien n'a été fait : fichier illisible, ou structure porteuse à préciser.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db.models import Q

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.marches.imports.chaine import Choix
from clauses.suivi.marches.imports.rapport import LigneImport, Rapport
from clauses.suivi.marches.services.import_marches import apercevoir, appliquer, deposer

TOUT_LU, DES_REFUS, RIEN_DE_FAIT = 0, 1, 2
_MOTS = {"cree": "créé", "modifie": "mis à jour", "inchange": "inchangé", "refuse": "refusé"}


class ImportImpossible(Exception):
    """Ce qui empêche de commencer, et quoi faire."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--structure", metavar="PORTEUSE", default="", help="nom, sigle ou clé de la porteuse")
        parser.add_argument("--appliquer", action="store_true", help="écrire ; sinon, un aperçu")
        parser.add_argument("--json", action="store_true", help="le rapport complet, en JSON")
        parser.add_argument(
            "--seulement-clause-sociale", action="store_true", help="ignorer les marchés sans considération sociale"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        choix = Choix(seulement_clause_sociale=options["seulement_clause_sociale"])
        try:
            porteuse = trouver_la_porteuse(options["structure"])
            rapport = executer(porteuse, options["fichier"], choix, ecrire=options["appliquer"])
        except (ImportImpossible, FichierIllisible, RefusMetier) as erreur:
            self.stderr.write(str(erreur))
            sys.exit(RIEN_DE_FAIT)
        if options["json"]:
            sortie = {"fichier": options["fichier"].name, "structure": str(porteuse), "applique": options["appliquer"]}
            self.stdout.write(json.dumps(sortie | rapport.en_json(), ensure_ascii=False, indent=1))
        else:
            self._raconter(rapport, porteuse, options["appliquer"])
        if rapport.totaux["refuse"]:
            sys.exit(DES_REFUS)

    def _raconter(self, rapport: Rapport, porteuse: StructurePorteuse, ecrit: bool) -> None:
        for ligne in rapport.lignes:
            if ligne.issue != "inchange":
                self.stdout.write(en_une_ligne(ligne))
        comptes = ", ".join(f"{rapport.totaux[issue]} {mot}(s)" for issue, mot in _MOTS.items())
        self.stdout.write(f"{porteuse.nom} : {comptes}" + (f", {rapport.ecartes} écarté(s)" if rapport.ecartes else ""))
        if not ecrit:
            self.stdout.write("Aperçu : rien n'est écrit. Ajouter --appliquer pour enregistrer.")


def executer(porteuse: StructurePorteuse, fichier: Path, choix: Choix, *, ecrire: bool) -> Rapport:
    """L'aperçu ou l'import. Lève `ImportImpossible`, `FichierIllisible` ou `RefusMetier`."""
    if not fichier.is_file():
        raise ImportImpossible(f"« {fichier} » n'existe pas. Vérifier le chemin du fichier.")
    if not ecrire:
        return apercevoir(porteuse.pk, fichier, choix)
    par = Acteur.systeme("importer_marches", porteuse_id=porteuse.pk)
    return appliquer(deposer(fichier.read_bytes(), fichier.name, par=par), par=par, choix=choix)


def trouver_la_porteuse(texte: str) -> StructurePorteuse:
    """La porteuse de ce nom, de ce sigle ou de cette clé ; sans texte, la seule qu'il y ait."""
    porteuses = StructurePorteuse.objects.actifs()
    if texte:
        porteuses = porteuses.filter(_condition(texte))
    trouvees = list(porteuses.order_by("nom", "pk")[:20])
    if len(trouvees) == 1:
        return trouvees[0]
    connues = trouvees or list(StructurePorteuse.objects.actifs().order_by("nom", "pk")[:20])
    if not connues:
        raise ImportImpossible("Aucune structure porteuse n'existe encore : en créer une d'abord.")
    liste = "\n".join(f"  --structure {p.pk}  {p.nom}" for p in connues)
    raison = f"Aucune porteuse ne répond à « {texte} »." if texte and not trouvees else "Plusieurs porteuses existent."
    raise ImportImpossible(f"{raison} Dire laquelle :\n{liste}")


def _condition(texte: str) -> Q:
    try:
        return Q(pk=UUID(texte))
    except ValueError:
        return Q(nom__iexact=texte) | Q(sigle__iexact=texte)


def en_une_ligne(ligne: LigneImport) -> str:
    """« n° 12 refusé : acheteur.id « 123 » : … »."""
    champ = f"{ligne.champ} " if ligne.champ else ""
    valeur = f"« {ligne.valeur} » " if ligne.valeur else ""
    quoi = f" {ligne.objet}" if ligne.objet else ""
    pourquoi = f" : {champ}{valeur}{ligne.motif} {ligne.remede}".rstrip() if ligne.motif else ""
    return f"n° {ligne.rang} {_MOTS[ligne.issue]}{quoi}{pourquoi}"
