"""`manage.py importer_contrats FICHIER --structure PORTEUSE` : contrats, participants ou heures, d'un classeur.

Sans `--appliquer`, un aperçu : rien n'est écrit. Codes de retour : 0, toutes les lignes sont bonnes ; 1, des lignes
sont refusées ou à confirmer (les autres sont traitées) ; 2, rien n'a été fait : fichier illisible, ou structure
porteuse à préciser.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.commande import pourquoi
from clauses.fond.socle.imports.origine import Origine
from clauses.fond.socle.imports.rapport import Rapport, Verdict, ranger
from clauses.fond.socle.valeurs import CelluleInvalide, lire_jour
from clauses.fond.structures.commande_import import CommandeChezUnePorteuse, lire_les_reponses
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.compris import origine_de
from clauses.suivi.declarations.imports.formats import ouvrir
from clauses.suivi.declarations.imports.questions import PERSONNES, TOUTES
from clauses.suivi.declarations.imports.verification import verifier_fichier


class Command(CommandeChezUnePorteuse):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--deja-validees", action="store_true", help="les heures étaient déjà validées dans l'ancien outil"
        )
        parser.add_argument(
            "--arrete-au", metavar="JJ/MM/AAAA", help="jour où l'export a été extrait ; aujourd'hui sinon"
        )

        parser.add_argument(
            "--distincts",
            metavar="LIGNES",
            default="",
            help="lignes à confirmer qui disent un autre contrat : « 3,5 » ; une autre personne : « 3p » ; une autre "
            "structure : son SIRET",
        )
        parser.add_argument(
            "--memes",
            metavar="LIGNES",
            default="",
            help="lignes à confirmer qui redisent un contrat connu, une personne (« 3p »), une structure (son SIRET) ; "
            "« toutes », « personnes », « structures »",
        )

    def importer_le_fichier(self, fichier: Path, options: dict[str, Any]) -> Rapport:
        demande = {
            "est_deja_valide": options["deja_validees"],
            "arrete_au": _jour(options["arrete_au"]),
            "reponses": lire_les_reponses(options, (TOUTES, PERSONNES)),
        }
        par = Acteur.systeme("import de contrats", porteuse_id=self.porteuse.pk, role=str(Role.FACILITATEUR))
        if not options["appliquer"]:
            return verifier_fichier(fichier, fichier.name, self.porteuse, par, **demande)
        depose = service.deposer(fichier.read_bytes(), fichier.name, par=par, differe=False, **demande)
        applique = service.appliquer(depose, par=par, differe=False)
        self.message = applique.message
        return Rapport.depuis_json(applique.nom_fichier, applique.modele, applique.rapport)

    def origines(self, rapports: Sequence[Rapport], options: dict[str, Any]) -> list[Origine]:
        fichier: Path = options["fichier"]
        return [origine_de(ouvrir(fichier, fichier.name), _jour(options["arrete_au"]))]

    def lignes_a_dire(self, rapport: Rapport) -> list[Verdict]:
        return ranger(super().lignes_a_dire(rapport))

    def en_une_ligne(self, rapport: Rapport, verdict: Verdict) -> str:
        """« contrats.xlsx, ligne 12 refusée, Inès K. : Âge « 200 » : … »."""
        debut = f"{rapport.nom_fichier}, ligne {verdict.ligne} {self.mots[verdict.issue]}"
        return f"{debut}, {verdict.libelle}{pourquoi(verdict)}"


def _jour(texte: str | None) -> date | None:
    try:
        return lire_jour(texte)
    except CelluleInvalide as erreur:
        raise RefusMetier(f"--arrete-au : {erreur}") from erreur
