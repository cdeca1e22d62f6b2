"""`manage.py charger_annuaire FICHIER…` : l'annuaire public depuis les listes des producteurs (CSV, XLSX, JSON).

Sans `--appliquer`, un aperçu : les colonnes lues, ce qui est deviné, le sort de chaque ligne ; rien n'est écrit. Une
colonne mal reconnue se corrige par `--colonne nom="Son intitulé"`. Les mêmes fichiers deux fois ne changent rien. Codes
de retour : 0, tout est lu ; 1, des lignes sont refusées (les autres sont chargées) ; 2, rien n'a été fait : un fichier
est illisible.
"""

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from clauses.fond.annuaire.imports.colonnes import EN_MOTS as EN_MOTS_DES_CHAMPS
from clauses.fond.annuaire.imports.lieux import Communes, Remarque
from clauses.fond.annuaire.imports.lire import lire, millesime_du_nom
from clauses.fond.annuaire.imports.origine import OrigineDAnnuaire
from clauses.fond.annuaire.models.fournisseur import NATURES_DE_L_ANNUAIRE
from clauses.fond.annuaire.services import charger
from clauses.fond.annuaire.services.chargement import contexte_de
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.commande import CommandeDImport, en_compte
from clauses.fond.socle.imports.origine import Origine
from clauses.fond.socle.imports.rapport import EN_MOTS, FUSIONNE, REFUSE, Rapport, Verdict
from clauses.fond.structures.models import Nature
from regles.typographie import typographie


def jour(texte: str) -> date:
    """« 2026 », « 2026-03 » ou « 2026-03-15 »."""
    lu = millesime_du_nom(texte)
    if lu is None:
        raise ArgumentTypeError("attendu : une date comme 2026-03-15, ou une année")
    return lu


def colonne(texte: str) -> tuple[str, str]:
    """« nom=Raison sociale » : le champ, et l'intitulé de sa colonne."""
    champ, egal, intitule = texte.partition("=")
    if not egal or champ.strip() not in EN_MOTS_DES_CHAMPS:
        raise ArgumentTypeError(f"attendu : un champ ({', '.join(EN_MOTS_DES_CHAMPS)}), le signe =, puis un intitulé")
    return champ.strip(), intitule.strip().strip('"«» ')


class Command(CommandeDImport):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("fichiers", type=Path, nargs="+", metavar="FICHIER")
        parser.add_argument("--source", default="", help="le nom du producteur ; sinon, celui du fichier")
        parser.add_argument("--millesime", type=jour, help="la date de la source ; sinon, celle que dit le fichier")
        parser.add_argument(
            "--nature", choices=[n.value for n in NATURES_DE_L_ANNUAIRE], help="d'un fichier qui ne la dit pas"
        )
        parser.add_argument(
            "--colonne",
            type=colonne,
            action="append",
            default=[],
            dest="colonnes",
            metavar='CHAMP="INTITULÉ"',
            help=f"la colonne à lire pour ce champ, ou rien pour n'en lire aucune ; {', '.join(EN_MOTS_DES_CHAMPS)}",
        )
        parser.add_argument("--details", type=int, default=20, help="lignes refusées ou fondues à montrer par fichier")

    def importer(self, options: dict[str, Any]) -> list[Rapport]:
        return charger(
            options["fichiers"],
            par=Acteur.systeme("chargement de l'annuaire"),
            source=options["source"],
            millesime=options["millesime"],
            nature=Nature(options["nature"]) if options["nature"] else None,
            colonnes=dict(options["colonnes"]),
            appliquer=options["appliquer"],
        )

    def origines(self, rapports: Sequence[Rapport], options: dict[str, Any]) -> list[Origine]:
        communes, dites = Communes.chargees(), {nom: options[nom] for nom in ("source", "millesime")}
        nature = Nature(options["nature"]) if options["nature"] else None
        fichiers = [lire(chemin, communes, dict(options["colonnes"])) for chemin in options["fichiers"]]
        return [OrigineDAnnuaire(f, contexte_de(f, communes, nature=nature, **dites)) for f in fichiers]

    def raconter(self, rapport: Rapport, options: dict[str, Any]) -> None:
        compte = en_compte(rapport, EN_MOTS)
        self.stdout.write(f"{rapport.nom_fichier} ({rapport.modele}, {rapport.lignes_lues} lignes) : {compte}")
        if ouvre := rapport.ce_qui_s_ouvre(est_applique=options["appliquer"]):
            self.stdout.write(f"  {ouvre}")
        for titre, motifs in (("refus", refus_par_motif(rapport)), ("réparé", remarques_par_motif(rapport))):
            for motif, nombre in motifs.items():
                self.stdout.write(f"  {titre} {nombre} × {motif}")
        for avertissement in rapport.avertissements:
            self.stdout.write(f"  attention : {avertissement}")
        montres = [v for v in rapport.verdicts if v.issue in (REFUSE, FUSIONNE)][: options["details"]]
        for v in montres:
            quoi = " ".join(m for m in (v.champ, f"« {v.valeur} »" if v.valeur else "") if m)
            deux_points = f"{quoi} : " if quoi else ""
            self.stdout.write(
                f"  ligne {v.ligne} {EN_MOTS[v.issue]} ({v.libelle}) {deux_points}{v.motif} {v.remede}".rstrip()
            )

    def en_json(self, rapports: list[Rapport], options: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "fichier": rapport.nom_fichier,
                "applique": options["appliquer"],
                "genre": rapport.modele,
                "lignes": rapport.lignes_lues,
                "totaux": rapport.totaux,
                "ouvre": rapport.ouvre,
                "refus_par_motif": refus_par_motif(rapport),
                "remarques_par_motif": remarques_par_motif(rapport),
                "avertissements": rapport.avertissements,
                "verdicts": [_en_json(v) for v in rapport.verdicts if v.issue in (REFUSE, FUSIONNE) or remarques(v)],
            }
            for rapport in rapports
        ]


def remarques(verdict: Verdict) -> list[Remarque]:
    """Ce qui a été réparé en lisant la ligne."""
    return verdict.details.get("remarques", [])


def refus_par_motif(rapport: Rapport) -> dict[str, int]:
    """{« champ : motif » : nombre}, du plus fréquent au moins fréquent."""
    return _compter((v.champ, v.motif) for v in rapport.verdicts if v.issue == REFUSE)


def remarques_par_motif(rapport: Rapport) -> dict[str, int]:
    return _compter((r.champ, r.motif) for v in rapport.verdicts for r in remarques(v))


def _compter(motifs: Iterable[tuple[str, str]]) -> dict[str, int]:
    return dict(Counter(_famille(*motif) for motif in motifs).most_common())


def _famille(champ: str, motif: str) -> str:
    """Le motif sans ce qui change d'une ligne à l'autre (valeurs citées, nombres)."""
    texte = re.sub(r"\d+", "#", re.sub(r"«[^»]*(?:»|$)", "«…»", motif))
    return typographie(f"{champ} : {texte}" if champ else texte)


def _en_json(verdict: Verdict) -> dict[str, Any]:
    v = verdict
    return {
        "ligne": v.ligne,
        "issue": v.issue,
        "structure": v.libelle,
        "champ": v.champ,
        "valeur": v.valeur,
        "motif": v.motif,
        "remede": v.remede,
        "remarques": [asdict(r) for r in remarques(v)],
    }
