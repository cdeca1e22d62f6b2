"""Les formules chez elles : aucune heure ne se calcule, et aucune famille ne se nomme, hors de `regles/`.

Comme les contrôles d'`arbre.py` : une racine, et les fautes en phrases. Les familles et leurs termes se lisent dans
les fichiers de la racine, sans les exécuter.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.coherence.arbre import arbre, gabarits, python

# Ce que le calibrage multiplie et divise pour trouver un volume, et que les familles ne déclarent pas.
DU_CALIBRAGE = {"part_main_oeuvre", "part_main_d_oeuvre", "cout_horaire", "heures_reprises"}
# Un terme d'un seul mot nomme aussi bien autre chose (des heures retenues) : il ne compte que lu sur une clause.
D_UNE_CLAUSE = re.compile(r"clause|formule|termes|attendue|calibrage")
HORS_DES_REGLES = ("lecteur", "clauses", "config", "bench")


def _familles(racine: Path) -> Iterator[ast.ClassDef]:
    """Les classes de `regles/formules/` qui ont un code."""
    for fichier in python(racine, ("regles/formules",)):
        for classe in arbre(fichier).body:
            if isinstance(classe, ast.ClassDef) and _code(classe):
                yield classe


def _code(classe: ast.ClassDef) -> str:
    for ligne in classe.body:
        if isinstance(ligne, ast.Assign) and ast.unparse(ligne.targets[0]) == "code":
            return str(ast.literal_eval(ligne.value))
    return ""


def termes(racine: Path) -> set[str]:
    """Les noms que les familles déclarent par `terme(…)`."""
    return {
        ligne.target.id
        for classe in _familles(racine)
        for ligne in classe.body
        if isinstance(ligne, ast.AnnAssign)
        and isinstance(ligne.target, ast.Name)
        and isinstance(ligne.value, ast.Call)
        and ast.unparse(ligne.value.func) == "terme"
    }


def sources(racine: Path) -> Iterator[Path]:
    """Ce qui s'exécute hors des règles ; un test a le droit de refaire un calcul à la main."""
    for fichier in python(racine, HORS_DES_REGLES):
        if "tests" not in fichier.relative_to(racine).parts:
            yield fichier


def heures_calculees_ailleurs(racine: Path) -> list[str]:
    """Une multiplication ou une division qui touche un terme, ou un nom local qui le tient."""
    surveilles, fautes = termes(racine) | DU_CALIBRAGE, []
    for fichier in sources(racine):
        for portee in _portees(arbre(fichier)):
            produits = [n for n in portee if isinstance(n, ast.BinOp | ast.AugAssign)]
            locaux = _noms_qui_les_tiennent(portee, surveilles) if produits else set()
            for produit in produits:
                if any(_est_un_terme(n, surveilles) or _nom(n) in locaux for n in ast.walk(produit)):
                    fautes.append(f"{fichier.relative_to(racine)}:{produit.lineno} : {ast.unparse(produit)}")
    return sorted(set(fautes))


def _portees(module: ast.Module) -> list[list[ast.stmt | ast.expr]]:
    """Par fonction (et pour le module), ses affectations, ses produits et ses quotients."""
    portees: list[list[ast.stmt | ast.expr]] = [[]]

    def visiter(noeud: ast.AST, portee: list[ast.stmt | ast.expr]) -> None:
        for enfant in ast.iter_child_nodes(noeud):
            ici = portee
            if isinstance(enfant, ast.FunctionDef | ast.AsyncFunctionDef):
                ici = []
                portees.append(ici)
            elif isinstance(enfant, ast.Assign) or (
                isinstance(enfant, ast.BinOp | ast.AugAssign)
                and isinstance(enfant.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod)
            ):
                portee.append(enfant)
            visiter(enfant, ici)

    visiter(module, portees[0])
    return portees


def _nom(noeud: ast.AST) -> str:
    return noeud.id if isinstance(noeud, ast.Name) else ""


def _est_un_terme(noeud: ast.AST, surveilles: set[str]) -> bool:
    """`clause.heures_par_an`, `valeurs["taux"]`, `getattr(clause, "taux")`, ou une variable de ce nom."""
    if isinstance(noeud, ast.Attribute):
        return noeud.attr in surveilles and ("_" in noeud.attr or bool(D_UNE_CLAUSE.search(ast.unparse(noeud.value))))
    if isinstance(noeud, ast.Name):
        return noeud.id in surveilles and "_" in noeud.id
    mots = [noeud.slice] if isinstance(noeud, ast.Subscript) else []
    if isinstance(noeud, ast.Call) and ast.unparse(noeud.func).split(".")[-1] in {"getattr", "get", "valeur"}:
        mots = list(noeud.args)
    return any(isinstance(mot, ast.Constant) and mot.value in surveilles for mot in mots)


def _noms_qui_les_tiennent(portee: list[ast.stmt | ast.expr], surveilles: set[str]) -> set[str]:
    """Les variables locales mises à la valeur d'un terme : `par_an = clause.heures_par_an`."""
    tenus: set[str] = set()
    for noeud in portee:
        if isinstance(noeud, ast.Assign) and any(_est_un_terme(n, surveilles) for n in _valeurs(noeud.value)):
            tenus |= {_nom(n) for cible in noeud.targets for n in ast.walk(cible)} - {""}
    return tenus


def _valeurs(noeud: ast.expr) -> Iterator[ast.expr]:
    """Ce que l'expression peut rendre tel quel : elle-même, les branches d'un choix, les éléments d'un n-uplet."""
    yield noeud
    suite: list[ast.expr] = []
    if isinstance(noeud, ast.BoolOp):
        suite = noeud.values
    elif isinstance(noeud, ast.IfExp):
        suite = [noeud.body, noeud.orelse]
    elif isinstance(noeud, ast.Tuple | ast.List):
        suite = noeud.elts
    elif isinstance(noeud, ast.Call) and ast.unparse(noeud.func) in {"Decimal", "int", "float"}:
        suite = noeud.args
    for enfant in suite:
        yield from _valeurs(enfant)


def familles_nommees_ailleurs(racine: Path) -> list[str]:
    """Une comparaison au code d'une famille, hors de `regles/formules/` : ce qu'on veut savoir d'elle se demande."""
    codes = {_code(classe) for classe in _familles(racine)}
    classes = {classe.name for classe in _familles(racine)} | {"Formule"}
    fautes = []
    reste = [f for f in python(racine, ("regles",)) if {"tests", "formules"}.isdisjoint(f.relative_to(racine).parts)]
    for fichier in (*sources(racine), *reste):
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.Compare | ast.Match) and _nomme_une_famille(noeud, codes, classes):
                fautes.append(f"{fichier.relative_to(racine)}:{noeud.lineno} : {ast.unparse(noeud)}")
    for gabarit in gabarits(racine):
        for trouve in re.finditer(r"""formule\s*(?:==|!=|in)\s*["'](\w+)["']""", gabarit.read_text(encoding="utf-8")):
            if trouve[1] in codes:
                fautes.append(f"{gabarit.relative_to(racine)} : {trouve[0]}")
    return fautes


def _nomme_une_famille(noeud: ast.AST, codes: set[str], classes: set[str]) -> bool:
    """Une formule comparée à un code, à un ensemble de codes ou à `Famille.code` ; les faits qu'elle lit (`lit`) ont
    leurs propres noms."""
    en_nomme_une = any(
        (isinstance(n, ast.Constant) and n.value in codes)
        or (isinstance(n, ast.Attribute) and (n.attr == "code" or n.attr.isupper()) and _dernier(n.value) in classes)
        for n in ast.walk(noeud)
    )
    texte = ast.unparse(noeud) if en_nomme_une else ""
    return bool(re.search(r"\b(formule|kind|famille)\b", texte)) and not re.search(r"\.lit\b", texte)


def _dernier(noeud: ast.AST) -> str:
    return noeud.attr if isinstance(noeud, ast.Attribute) else _nom(noeud)


CONTROLES = (heures_calculees_ailleurs, familles_nommees_ailleurs)
