"""Les portes par où un fichier de lignes entre : chacune montre avant d'écrire, et son rapport s'emporte.

Une porte est une `Chaine`, une commande qui prend un fichier, ou un formulaire où l'on en dépose un. Les autres
fichiers (une pièce à relire, un logo, un justificatif) ne sont pas des lignes : ils sont dits ici, avec leur raison.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, python

COMMANDES = {"CommandeDImport", "CommandeChezUnePorteuse"}
CHAMPS_DE_FICHIER = {"FileField", "ChampFichier", "ChampDocument", "ChampFichiers"}
HEURES, MARCHES = "clauses/suivi/declarations", "clauses/suivi/marches"
# L'écran qui dépose → la vue qui rend son rapport.
ECRANS = {
    f"{HEURES}/forms/imports.py::DepotForm": f"{HEURES}/views/imports.py::verdicts",
    f"{MARCHES}/forms/imports.py::DepotMarchesForm": f"{MARCHES}/views/imports.py::rapport",
    f"{MARCHES}/forms/depenses.py::ImportDepensesForm": f"{MARCHES}/views/depenses_import.py::importer",
}
PIECES = {
    "clauses/avant/opportunite/forms/etude.py::EtudeForm": "un document à l'appui, gardé tel quel",
    "clauses/avant/opportunite/forms/registre.py::InscriptionProjetForm": "un document à l'appui, gardé tel quel",
    "clauses/avant/redaction/forms.py::DepotForm": "une pièce reprise dans Word, comparée à la précédente",
    "clauses/avant/relecture/forms.py::PiecesForm": "des pièces à relire : la relecture est ce qu'elles montrent",
    "clauses/avant/sourcing/forms.py::ReponseForm": "une pièce jointe à une réponse",
    "clauses/fond/structures/forms.py::PorteuseForm": "un logo",
}
N_ECRIVENT_RIEN = {
    "clauses/avant/relecture/management/commands/relire.py": "elle lit des textes, et n'écrit pas en base"
}
COLLAGES = {"clauses/avant/projets/collage.py": "une liste collée se reporte au tableau de saisie, que l'on relit"}


def commandes(racine: Path) -> list[str]:
    """Une commande qui prend un fichier sans être un import à aperçu, ou sans dire de quoi se fait son rapport."""
    fautes = []
    for relatif, module in _sources(racine, "/management/commands/"):
        if relatif in N_ECRIVENT_RIEN or not _prend_un_fichier(module):
            continue
        classe = next((n for n in module.body if isinstance(n, ast.ClassDef) and n.name == "Command"), None)
        if classe is None or not COMMANDES & set(map(ast.unparse, classe.bases)):
            fautes.append(f"{relatif} : une commande qui prend un fichier est une CommandeDImport (aperçu, rapport)")
        elif "origines" not in {n.name for n in classe.body if isinstance(n, ast.FunctionDef)}:
            fautes.append(f"{relatif} : sans `origines`, son rapport ne s'emporte pas")
    return fautes


def chaines(racine: Path) -> list[str]:
    """Une chaîne d'import dans une tranche qui ne rend aucun rapport à emporter."""
    fautes = []
    for relatif, module in _sources(racine, "/"):
        for classe in (n for n in ast.walk(module) if isinstance(n, ast.ClassDef)):
            bases = {ast.unparse(base).split("[")[0] for base in classe.bases}
            if "Chaine" in bases and relatif not in COLLAGES and not _emporte(racine, relatif):
                fautes.append(f"{relatif} : {classe.name} n'a pas de rapport à emporter (reponse_du_rapport)")
    return fautes


def depots(racine: Path) -> list[str]:
    """Un formulaire où l'on dépose un fichier, qui n'est ni une porte connue, ni une pièce dite."""
    fautes = []
    for relatif, module in _sources(racine, "/"):
        for classe in (n for n in ast.walk(module) if isinstance(n, ast.ClassDef)):
            nom = f"{relatif}::{classe.name}"
            if any(ast.unparse(base).endswith("Field") for base in classe.bases) or not _depose(classe):
                continue
            if nom not in ECRANS and nom not in PIECES:
                fautes.append(f"{nom} dépose un fichier : dire sa porte, ou pourquoi ce n'en est pas une")
    return fautes


def ecrans(racine: Path) -> list[str]:
    """Une porte à l'écran dont la vue ne rend pas le rapport."""
    fautes = []
    for porte, vue in ECRANS.items():
        fichier, nom = vue.split("::")
        fonctions = {n.name: n for n in arbre(racine / fichier).body if isinstance(n, ast.FunctionDef)}
        if nom not in fonctions or not any(mot in ast.unparse(fonctions[nom]) for mot in ("rapport", "emporte")):
            fautes.append(f"{porte} : {vue} ne rend pas de rapport")
    return fautes


def _depose(classe: ast.ClassDef) -> bool:
    valeurs = [n.value for n in classe.body if isinstance(n, ast.Assign | ast.AnnAssign)]
    appels = (v for v in valeurs if isinstance(v, ast.Call))
    return any(ast.unparse(appel.func).split(".")[-1] in CHAMPS_DE_FICHIER for appel in appels)


def _prend_un_fichier(module: ast.Module) -> bool:
    """Un argument de position dont le type est un chemin."""
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Call) and ast.unparse(noeud.func).endswith("add_argument") and noeud.args:
            premier = noeud.args[0]
            est_de_position = isinstance(premier, ast.Constant) and not str(premier.value).startswith("-")
            if est_de_position and any(k.arg == "type" and ast.unparse(k.value) == "Path" for k in noeud.keywords):
                return True
    return any(
        "CommandeChezUnePorteuse" in map(ast.unparse, n.bases) for n in module.body if isinstance(n, ast.ClassDef)
    )


def _emporte(racine: Path, relatif: str) -> bool:
    """La tranche de ce fichier appelle `reponse_du_rapport`."""
    tranche = racine.joinpath(*Path(relatif).parts[:3])
    textes = (f.read_text(encoding="utf-8") for f in tranche.rglob("*.py") if "tests" not in f.parts)
    return any("reponse_du_rapport(" in texte for texte in textes)


def _sources(racine: Path, ou: str) -> Iterator[tuple[str, ast.Module]]:
    for fichier in python(racine, ("clauses",)):
        relatif = fichier.relative_to(racine).as_posix()
        if ou in relatif and "/tests/" not in relatif and not relatif.startswith("clauses/fond/socle/"):
            yield relatif, arbre(fichier)
