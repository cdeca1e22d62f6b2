"""`manage.py importer_contrats FICHIER --structure PORTEUSE` : contrats, participants ou heures, d'un classeur.

Sans `--appliquer`, un aperçu : rien n'est écrit. Codes de retour : 0, toutes les lignes sont bonnes ; 1, des lignes
sont refusées (les autres sont traitées) ; 2, rien n'a été fait : fichier illisible, ou structure porteuse à préciser.
"""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db.models import Q

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.valeurs import CelluleInvalide, lire_date
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.rapport import CREE, INCHANGE, MODIFIE, REFUSE, Rapport, Sort, ranger
from clauses.suivi.declarations.imports.verification import verifier_fichier

TOUT_BON, DES_REFUS, RIEN_DE_FAIT = 0, 1, 2
_MOTS = {CREE: "créée", MODIFIE: "mise à jour", INCHANGE: "inchangée", REFUSE: "refusée"}


class ImportImpossible(Exception):
    """Ce qui empêche de commencer, et quoi faire."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--structure", metavar="PORTEUSE", default="", help="nom, sigle, SIRET ou clé")
        parser.add_argument("--appliquer", action="store_true", help="écrire ; sinon, un aperçu")
        parser.add_argument("--json", action="store_true", help="le rapport complet, en JSON")
        parser.add_argument(
            "--deja-validees", action="store_true", help="les heures étaient déjà validées dans l'ancien outil"
        )
        parser.add_argument(
            "--arrete-au", metavar="JJ/MM/AAAA", help="jour où l'export a été extrait ; aujourd'hui sinon"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            porteuse = trouver_la_porteuse(options["structure"])
            rapport, message = executer(porteuse, options)
        except (ImportImpossible, FichierIllisible, RefusMetier) as erreur:
            self.stderr.write(str(erreur))
            sys.exit(RIEN_DE_FAIT)
        if options["json"]:
            self.stdout.write(json.dumps(_en_json(rapport, porteuse, options), ensure_ascii=False, indent=1))
        else:
            self._raconter(rapport, porteuse, message, ecrit=options["appliquer"])
        if rapport.a_des_refus:
            sys.exit(DES_REFUS)

    def _raconter(self, rapport: Rapport, porteuse: StructurePorteuse, message: str, *, ecrit: bool) -> None:
        for avertissement in rapport.avertissements:
            self.stdout.write(avertissement)
        for sort in ranger(rapport.sorts):
            if sort.issue != INCHANGE:
                self.stdout.write(en_une_ligne(rapport.nom_fichier, sort))
        comptes = ", ".join(f"{rapport.totaux[issue]} {mot}(s)" for issue, mot in _MOTS.items())
        self.stdout.write(f"{porteuse.nom} : {comptes}.")
        if message:
            self.stdout.write(message)
        if not ecrit:
            self.stdout.write("Aperçu : rien n'est écrit. Ajouter --appliquer pour enregistrer.")


def executer(porteuse: StructurePorteuse, options: dict[str, Any]) -> tuple[Rapport, str]:
    """(le rapport, ce qui s'est passé ensuite). Lève `ImportImpossible`, `FichierIllisible` ou `RefusMetier`."""
    fichier: Path = options["fichier"]
    if not fichier.is_file():
        raise ImportImpossible(f"« {fichier} » n'existe pas. Vérifier le chemin du fichier.")
    arrete_au = _jour(options["arrete_au"])
    deja = options["deja_validees"]
    par = Acteur.systeme("importer_contrats", porteuse_id=porteuse.pk, role=str(Role.FACILITATEUR))
    if not options["appliquer"]:
        return verifier_fichier(fichier, fichier.name, porteuse, par, est_deja_valide=deja, arrete_au=arrete_au), ""
    depose = service.deposer(
        fichier.read_bytes(), fichier.name, par=par, est_deja_valide=deja, arrete_au=arrete_au, differe=False
    )
    applique = service.appliquer(depose, par=par, differe=False)
    return Rapport.depuis_json(applique.nom_fichier, applique.modele, applique.rapport), applique.message


def _jour(texte: str | None) -> date | None:
    try:
        return lire_date(texte)
    except CelluleInvalide as erreur:
        raise ImportImpossible(f"--arrete-au : {erreur}") from erreur


def trouver_la_porteuse(texte: str) -> StructurePorteuse:
    """La porteuse de ce nom, sigle, SIRET ou clé ; sans texte, la seule qu'il y ait."""
    porteuses = StructurePorteuse.objects.actifs()
    if texte:
        porteuses = porteuses.filter(_condition(texte.strip()))
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
        siret = texte.replace(" ", "")
        return Q(nom__iexact=texte) | Q(sigle__iexact=texte) | (Q(siret=siret) if siret.isdigit() else Q(pk__in=[]))


def _en_json(rapport: Rapport, porteuse: StructurePorteuse, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "fichier": rapport.nom_fichier,
        "structure": porteuse.nom,
        "modele": str(rapport.modele),
        "applique": options["appliquer"],
        "totaux": rapport.totaux,
        "avertissements": rapport.avertissements,
        "lignes": [sort._asdict() for sort in rapport.sorts],
    }


def en_une_ligne(fichier: str, sort: Sort) -> str:
    """« contrats.xlsx, ligne 12 refusée : Âge « 200 » : … »."""
    champ = f"{sort.champ} " if sort.champ else ""
    valeur = f"« {sort.valeur} » " if sort.valeur else ""
    pourquoi = f" : {champ}{valeur}{sort.motif} {sort.remede}".rstrip() if sort.motif else ""
    return f"{fichier}, ligne {sort.ligne} {_MOTS[sort.issue]}, {sort.libelle}{pourquoi}"
