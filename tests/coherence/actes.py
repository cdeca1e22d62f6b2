"""L'acte et le geste s'écrivent une fois, dans le socle : les contrôles qui voient une copie naître ailleurs.

Chacun prend une racine et rend les fautes, en phrases, comme ceux d'`arbre.py`.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, gabarits, python

# Les vues qui attrapent un refus elles-mêmes, et pourquoi `gestes` n'y suffit pas.
REFUS_A_LA_MAIN = {
    "clauses/avant/projets/views/lots.py::_enregistrer": "un tableau : un refus de la fiche n'est celui d'aucune ligne",
    "clauses/suivi/declarations/views/mois.py::_ecrire": "la feuille du mois a un formulaire par personne",
    "clauses/suivi/declarations/views/validation.py::_lignes_choisies": "des clés illisibles ne choisissent rien",
}
# Les pages de confirmation hors du socle, et ce qu'elles montrent de plus.
CONFIRMATIONS: dict[str, str] = {}
UNE_FOIS = {
    "enumerer": "regles/typographie.py",
    "MotifForm": "clauses/fond/socle/forms.py",
    "FormulaireDeFiche": "clauses/fond/socle/forms.py",
    "tenter": "clauses/fond/socle/gestes.py",
    "prendre_ligne": "clauses/fond/socle/acte.py",
    "annuler_ligne": "clauses/fond/socle/acte.py",
    "exiger_motif": "clauses/fond/socle/acte.py",
    "exiger_actif": "clauses/fond/socle/acte.py",
    "etat_apres": "clauses/fond/socle/acte.py",
}
ACTE = "clauses/fond/socle/acte.py"


def refus_a_la_main(racine: Path, exceptions: dict[str, str] = REFUS_A_LA_MAIN) -> list[str]:
    """Une vue qui attrape `RefusMetier` : `saisir`, `confirmer`, `jouer` ou `tenter` le montrent déjà où il faut."""
    trouvees = {cle for fichier in _sources(racine, "views") for cle in _attrapes(racine, fichier)}
    fautes = [f"{cle} attrape RefusMetier : passez par socle/gestes.py" for cle in sorted(trouvees - exceptions.keys())]
    return fautes + [f"{cle} n'attrape plus rien : ôtez l'exception" for cle in sorted(exceptions.keys() - trouvees)]


def _attrapes(racine: Path, fichier: Path) -> Iterator[str]:
    for fonction in _fonctions(fichier):
        for noeud in ast.walk(fonction):
            if isinstance(noeud, ast.ExceptHandler) and noeud.type and "RefusMetier" in ast.unparse(noeud.type):
                yield f"{fichier.relative_to(racine)}::{fonction.name}"


def confirmations_ailleurs(racine: Path) -> list[str]:
    """Une page de confirmation de plus : `socle/confirmation.html` dit les effets, la raison, le refus."""
    noms = {gabarit.relative_to(racine).as_posix() for gabarit in gabarits(racine) if gabarit.stem == "confirmation"}
    ailleurs = {nom for nom in noms if "/socle/templates/" not in nom}
    return [f"{nom} : confirmer() montre socle/confirmation.html" for nom in sorted(ailleurs - CONFIRMATIONS.keys())]


def copies(racine: Path) -> list[str]:
    """Un nom que le dépôt ne définit qu'une fois, redéfini ailleurs (avec ou sans `_`)."""
    fautes = []
    for fichier in python(racine, ("regles", "lecteur", "clauses", "config")):
        ou = fichier.relative_to(racine).as_posix()
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
                sien = UNE_FOIS.get(noeud.name.lstrip("_"))
                fautes += [f"{ou}:{noeud.lineno} : {noeud.name} est dans {sien}"] if sien not in (None, ou) else []
    return fautes


def ecritures_a_la_main(racine: Path) -> list[str]:
    """Un service qui contrôle, exige un motif ou annule sans passer par l'acte du socle."""
    fautes = []
    for fichier in _sources(racine, "services"):
        ou = fichier.relative_to(racine)
        for noeud in ast.walk(arbre(fichier)):
            if remede := _remede(noeud):
                fautes.append(f"{ou}:{noeud.lineno} : {remede}")  # type: ignore[attr-defined]
    return fautes


def _remede(noeud: ast.AST) -> str:
    if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute):
        if noeud.func.attr == "full_clean":
            return "enregistrer() contrôle et dit chaque faute sur son champ"
        if noeud.func.attr == "annuler" and not any(cle.arg == "par" for cle in noeud.keywords):
            return "annuler_ligne() verrouille et demande le motif"
    if isinstance(noeud, ast.If) and any(isinstance(suite, ast.Raise) for suite in noeud.body):
        condition = ast.unparse(noeud.test)
        if condition.startswith("not motif") or condition.endswith("and (not motif.strip())"):
            return "exiger_motif() rend le motif, ou refuse"
    return ""


def _sources(racine: Path, nom: str) -> Iterator[Path]:
    """Les modules `nom.py` et `nom/…` des tranches, tests exceptés."""
    for fichier in python(racine, ("clauses",)):
        relatif = fichier.relative_to(racine)
        if "tests" not in relatif.parts and (relatif.stem == nom or nom in relatif.parts):
            yield fichier


def _fonctions(fichier: Path) -> Iterator[ast.FunctionDef]:
    return (noeud for noeud in ast.walk(arbre(fichier)) if isinstance(noeud, ast.FunctionDef))


CONTROLES: tuple[Callable[[Path], list[str]], ...] = (
    refus_a_la_main,
    confirmations_ailleurs,
    copies,
    ecritures_a_la_main,
)
