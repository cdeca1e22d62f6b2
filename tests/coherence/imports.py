"""Un import n'a qu'un rapport, un refus de ligne et une écriture ; un export n'a que les colonnes de son écran."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, python

COMMUN = "clauses/fond/socle/imports/"
# Le sort d'une ligne, le rapport d'un fichier, la ligne refusée : écrits une fois.
_D_IMPORT = re.compile(r"^(Ligne|Rangee)Refus|^Verdict|^Rapport|^Sort$|^BilanImport|^CompteRendu")
# Ce qui écrit un fichier de tableur ; le modèle à remplir, dont les intitulés sont ceux que l'import relit ; et le
# rapport d'un import, dont les colonnes sont celles du fichier.
ECRIVAINS = {
    "clauses/fond/socle/exports.py",
    "clauses/fond/socle/grand_classeur.py",
    "clauses/suivi/declarations/imports/modele_mensuel.py",
}
_DES_COLONNES = re.compile(r"^_?([a-z]\w*\.)*COLONNES(_[A-Z_]+)?$")


def rapports_d_import(racine: Path) -> list[str]:
    """Une classe de rapport, de verdict ou de refus de ligne ailleurs que dans le socle."""
    fautes = []
    for relatif, module in _sources(racine):
        if not relatif.startswith(COMMUN):
            classes = (n for n in ast.walk(module) if isinstance(n, ast.ClassDef) and _D_IMPORT.match(n.name))
            fautes += [f"{relatif}:{classe.lineno} : {classe.name} est écrit dans {COMMUN}" for classe in classes]
    return fautes


def intitules_d_export(racine: Path) -> list[str]:
    """Un export dont les colonnes ne sont pas une liste nommée que l'écran partage, ou qui écrit seul son fichier."""
    fautes = []
    for relatif, module in _sources(racine):
        for noeud in ast.walk(module):
            if (faute := _faute(relatif, noeud)) and relatif not in ECRIVAINS:
                fautes.append(f"{relatif}:{noeud.lineno} : {faute}")  # type: ignore[attr-defined]
    return fautes


def _faute(relatif: str, noeud: ast.AST) -> str:
    if isinstance(noeud, ast.Import | ast.ImportFrom):
        noms = {a.name for a in noeud.names} | {getattr(noeud, "module", "") or ""}
        if {nom.split(".")[0] for nom in noms} & {"xlsxwriter", "openpyxl"}:
            return "un classeur s'écrit par le socle (Export)"
    if not isinstance(noeud, ast.Call):
        return ""
    appele = ast.unparse(noeud.func)
    if appele in ("csv.writer", "csv.DictWriter"):
        return "un CSV s'écrit par le socle (Export)"
    if appele == "Colonne" and relatif.endswith("exports.py"):
        return "les colonnes d'un export sont celles de l'écran : les prendre de sa présentation"
    if appele == "Export" and not _DES_COLONNES.match(_colonnes(noeud)):
        return "un export prend ses colonnes d'une liste nommée (COLONNES)"
    return ""


def _colonnes(appel: ast.Call) -> str:
    nommees = [k.value for k in appel.keywords if k.arg == "colonnes"]
    lues = nommees or appel.args[1:2]
    return ast.unparse(lues[0]) if lues else ""


def _sources(racine: Path) -> Iterator[tuple[str, ast.Module]]:
    for fichier in python(racine, ("clauses",)):
        relatif = fichier.relative_to(racine).as_posix()
        if "/tests/" not in relatif:
            yield relatif, arbre(fichier)
