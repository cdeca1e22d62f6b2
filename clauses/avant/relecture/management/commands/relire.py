"""`manage.py relire FICHIER…` : ce que des pièces ou des avis disent de la clause d'insertion.

Lit .docx, .odt, .pdf, .txt, .md (une pièce par fichier), .csv, .csv.gz (un avis par ligne), .xml et .zip d'XML (avis
du BOAMP ou du TED). `--json` : un seul document, décrit dans docs/relecture.md. Codes de retour : 0, tout est lu ;
1, des fichiers n'ont pas pu être lus (les autres le sont) ; 2, aucun ne l'a été.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from clauses.avant.relecture.a_part import textes_de
from clauses.avant.relecture.avis import Avis
from lecteur.documents import PieceIllisible
from lecteur.extraction import Lecture, extraire
from lecteur.extraction.constats import termes_lus
from lecteur.extraction.donnees import en_donnees, pour_le_lot
from regles.formules import FAMILLES

TOUT_LU, DES_REFUS, RIEN_DE_LU = 0, 1, 2


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # ni base ni site : la lecture est du texte

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", type=Path, nargs="+", metavar="FICHIER")
        parser.add_argument("--json", action="store_true", help="un document JSON, décrit dans docs/relecture.md")
        parser.add_argument("--lot", default="", metavar="N", help="ne garder que ce qui concerne ce lot")
        parser.add_argument("--parlants", action="store_true", help="ne montrer que les textes qui parlent d'insertion")

    def handle(self, *args: Any, **options: Any) -> None:
        textes, erreurs = [], []
        for chemin in options["fichiers"]:
            try:
                for avis in textes_de(chemin):
                    lecture = extraire(avis.texte)
                    if lecture.parle_d_insertion or not options["parlants"]:
                        textes.append((avis, pour_le_lot(lecture, options["lot"]) if options["lot"] else lecture))
            except PieceIllisible as erreur:
                erreurs.append({"fichier": str(chemin), "message": erreur.message, "remede": erreur.remede})
        if options["json"]:
            sortie = {"format": 1, "textes": [_identifier(a) | en_donnees(le) for a, le in textes], "erreurs": erreurs}
            self.stdout.write(json.dumps(sortie, ensure_ascii=False, indent=1))
        else:
            for avis, lecture in textes:
                self.stdout.write(f"{_titre(avis)} : {_en_mots(lecture)}")
                for fait in lecture.incomprehensions:
                    self.stdout.write(f"  à vérifier : {fait.raison} « {fait.passage.texte} »")
        for refus in erreurs:
            self.stderr.write(f"{refus['message']} {refus['remede']}")
        if erreurs:
            sys.exit(DES_REFUS if len(erreurs) < len(options["fichiers"]) else RIEN_DE_LU)


def _identifier(avis: Avis) -> dict[str, Any]:
    champs = {"fichier": avis.fichier, "ligne": avis.ligne, "identifiant": avis.identifiant}
    return {nom: valeur for nom, valeur in champs.items() if valeur}


def _titre(avis: Avis) -> str:
    return " ".join(str(x) for x in (avis.fichier, avis.identifiant) if x)


def _en_mots(lecture: Lecture) -> str:
    """Une ligne lisible : de quoi parle le texte, sans les citations."""
    if not lecture.parle_d_insertion:
        return "il n'y a pas de clause, et le texte le dit" if lecture.niee else "ne parle pas d'insertion"
    morceaux = [f"{v.heures:g} h ({_portee(v.portee, v.lot, v.tranche, v.par)})" for v in lecture.volumes]
    morceaux += [f"formule {f.kind}" for f in lecture.formules if termes_lus(f.kind) or f.kind not in FAMILLES]
    morceaux += [f"réservation {r.instrument}" for r in lecture.reservations]
    morceaux += [f"critère {c.ponderation:g} %" if c.ponderation else "critère" for c in lecture.criteres]
    if lecture.publics:
        morceaux.append("publics " + ", ".join(p.code for p in lecture.publics))
    return " ; ".join(morceaux) or "parle d'insertion, sans chiffre"


def _portee(portee: str, lot: str, tranche: str, par: str) -> str:
    detail = ", ".join(x for x in (f"lot {lot}" if lot else "", tranche, f"par {par}" if par else "") if x)
    return detail or portee
