"""`manage.py importer_marches FICHIER` : des marchés depuis leurs données essentielles (JSON, XML, CSV, ZIP).

Sans `--appliquer`, un aperçu : rien n'est écrit. Codes de retour : 0, tout est lu ; 1, des enregistrements sont
refusés (les autres sont traités) ; 2, rien n'a été fait : fichier illisible, ou structure porteuse à préciser.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.commande import pourquoi
from clauses.fond.socle.imports.origine import Origine
from clauses.fond.socle.imports.rapport import A_CONFIRMER, CREE, INCHANGE, MODIFIE, REFUSE, Rapport, Verdict
from clauses.fond.structures.commande_import import CommandeChezUnePorteuse, lire_les_reponses
from clauses.fond.structures.doubles import STRUCTURES
from clauses.suivi.marches.imports.chaine import Choix, uid_de
from clauses.suivi.marches.imports.origine import OrigineDeMarches
from clauses.suivi.marches.services.import_marches import apercevoir, appliquer, deposer


class Command(CommandeChezUnePorteuse):
    help = __doc__ or ""
    mots = {CREE: "créé", MODIFIE: "mis à jour", INCHANGE: "inchangé", REFUSE: "refusé", A_CONFIRMER: "à confirmer"}

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--seulement-clause-sociale", action="store_true", help="ignorer les marchés sans considération sociale"
        )

        for option, mot in (("--distincts", "une autre structure"), ("--memes", "la structure")):
            parser.add_argument(
                option,
                metavar="SIRET",
                default="",
                help=f"le SIRET de {mot} dont une fiche sans SIRET porte le nom, plusieurs séparés d'une virgule, ou "
                f"« {STRUCTURES} »",
            )

    def importer_le_fichier(self, fichier: Path, options: dict[str, Any]) -> Rapport:
        choix = Choix(seulement_clause_sociale=options["seulement_clause_sociale"])
        reponses = lire_les_reponses(options)
        if not options["appliquer"]:
            return apercevoir(self.porteuse.pk, fichier, choix, reponses)
        par = Acteur.systeme("import de marchés", porteuse_id=self.porteuse.pk)
        return appliquer(deposer(fichier.read_bytes(), fichier.name, par=par, reponses=reponses), par=par, choix=choix)

    def origines(self, rapports: Sequence[Rapport], options: dict[str, Any]) -> list[Origine]:
        fichier: Path = options["fichier"]
        return [OrigineDeMarches(fichier, fichier.name)]

    def en_une_ligne(self, rapport: Rapport, verdict: Verdict) -> str:
        """« n° 12 refusé : acheteur.id « 123 » : … », puis, une par ligne, les remarques sur un marché accepté."""
        quoi = f" {verdict.libelle}" if verdict.libelle else ""
        dite = f"n° {verdict.ligne} {self.mots[verdict.issue]}{quoi}{pourquoi(verdict)}"
        return "\n".join([dite, *(f"    {note}" for note in verdict.details.get("notes", ()))])

    def ligne_en_json(self, verdict: Verdict) -> dict[str, Any]:
        return {**super().ligne_en_json(verdict), **verdict.details, "uid": uid_de(verdict)}
